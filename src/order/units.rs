//! Which unit an object belongs to.
//!
//! The unit follows from the object's kind, its owner and what the owner's own objects say of it, never from what else
//! the environment holds: adding a component moves nothing.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::edges::Edge;
use super::names::{escaped, shortened};
use crate::k8s::{Object, Owner, pod_spec};
use crate::layer::Target;

/// The fixed category of a unit. The numbers are for people; they order nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// CustomResourceDefinitions.
    Crds,
    /// Namespaces with their guards.
    Namespaces,
    /// Storage and snapshot classes.
    Storage,
    /// Node pools and classes, and what a Platform runs.
    Compute,
    /// Issuers.
    Pki,
    /// Ingress and gateway classes.
    Network,
    /// Secret stores, and what is read from them.
    Secrets,
    /// Monitoring.
    Observability,
    /// Backups and policies.
    Safety,
    /// Databases.
    Data,
    /// Apps, workers and scheduled jobs.
    Apps,
    /// What faces the outside.
    Exposure,
}

impl Category {
    /// Returns its number and name, which is also the name of the unit that components share.
    pub fn directory(self) -> &'static str {
        match self {
            Category::Crds => "00-crds",
            Category::Namespaces => "10-namespaces",
            Category::Storage => "20-storage",
            Category::Compute => "30-compute",
            Category::Pki => "40-pki",
            Category::Network => "50-network",
            Category::Secrets => "60-secrets",
            Category::Observability => "70-observability",
            Category::Safety => "75-safety",
            Category::Data => "80-data",
            Category::Apps => "90-apps",
            Category::Exposure => "95-exposure",
        }
    }

    /// Returns its number, `90`.
    pub fn number(self) -> &'static str {
        &self.directory()[..2]
    }
}

/// The unit of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The name of the folder.
    pub(super) directory: String,
    /// Its category.
    pub(super) category: Category,
    /// The namespace of the component it belongs to; empty for a shared unit.
    pub(super) namespace: EcoString,
}

impl Place {
    /// Returns whether components share it.
    pub(super) fn is_shared(&self) -> bool {
        self.directory == self.category.directory()
    }
}

/// What a kind says about the unit of its objects.
enum Rule {
    /// The one unit of this category.
    Shared(Category),
    /// The owner's own unit in this category.
    Own(Category),
}

/// The rules for kinds that do not simply go where their owner goes.
fn rule_of(object: &Object) -> Option<Rule> {
    use Category as C;
    use Rule::{Own, Shared};
    let id = &object.id;
    let rule = match (id.group.as_str(), id.kind.as_str()) {
        ("apiextensions.k8s.io", "CustomResourceDefinition") => Shared(C::Crds),
        ("", "Namespace" | "ResourceQuota" | "LimitRange")
        | ("scheduling.k8s.io", "PriorityClass") => Shared(C::Namespaces),
        ("networking.k8s.io", "NetworkPolicy") | ("cilium.io" | "projectcalico.org", _)
            if object.owner.kind == "Platform" =>
        {
            Shared(C::Namespaces)
        }
        ("storage.k8s.io", "StorageClass" | "VolumeAttributesClass" | "CSIDriver")
        | ("snapshot.storage.k8s.io", "VolumeSnapshotClass") => Shared(C::Storage),
        ("karpenter.sh" | "karpenter.k8s.aws", _)
        | ("eks.amazonaws.com", "NodeClass")
        | ("node.k8s.io", "RuntimeClass") => Shared(C::Compute),
        ("cert-manager.io", "ClusterIssuer" | "Issuer") | ("trust.cert-manager.io", _) => {
            Shared(C::Pki)
        }
        ("networking.k8s.io", "IngressClass")
        | ("elbv2.k8s.aws" | "eks.amazonaws.com", "IngressClassParams")
        | ("gateway.networking.k8s.io", "GatewayClass")
        | ("crd.k8s.amazonaws.com", "ENIConfig")
        | ("operator.tigera.io", _) => Shared(C::Network),
        ("external-secrets.io", "SecretStore" | "ClusterSecretStore") => Shared(C::Secrets),
        ("external-secrets.io" | "bitnami.com" | "secrets-store.csi.x-k8s.io", _)
        | ("", "Secret") => match object.owner.kind.as_str() {
            "Platform" => Shared(C::Secrets),
            _ => Own(C::Secrets),
        },
        ("velero.io", _) => Shared(C::Safety),
        ("kyverno.io", _) => Shared(C::Safety),
        _ if is_exposing(object) || is_load_balancer(object) || is_address(object) => {
            Own(C::Exposure)
        }
        _ => return None,
    };
    Some(rule)
}

/// Returns whether an object leads traffic from outside to a Service that it names.
pub(super) fn is_exposing(object: &Object) -> bool {
    matches!(
        (object.id.group.as_str(), object.id.kind.as_str()),
        ("networking.k8s.io", "Ingress")
            | (
                "gateway.networking.k8s.io",
                "Gateway" | "HTTPRoute" | "GRPCRoute" | "TLSRoute"
            )
            | ("elbv2.k8s.aws" | "eks.amazonaws.com", "TargetGroupBinding")
    )
}

fn is_load_balancer(object: &Object) -> bool {
    let kind = object.node.at(&["spec", "type"]);
    is_service(object) && kind.and_then(|node| node.as_str()) == Some("LoadBalancer")
}

/// Returns whether it is the Service of something that an Ingress may lead to, today or later: where it stands must not
/// depend on whether there is an Ingress, or adding one would move it from one unit to another.
fn is_address(object: &Object) -> bool {
    is_service(object) && matches!(object.owner.kind.as_str(), "App" | "Worker")
}

fn is_service(object: &Object) -> bool {
    object.id.group.is_empty() && object.id.kind == "Service"
}

/// Returns whether it is the Job that must end before its App is rolled out. Other Jobs of an App are raw manifests, whose
/// names are not ours to hash.
pub(super) fn is_migration(object: &Object) -> bool {
    object.id.group == "batch"
        && object.id.kind == "Job"
        && object.hashed
        && matches!(object.owner.kind.as_str(), "App" | "Worker")
}

/// Returns the category of what the owner's objects do where their kind says nothing.
fn category_of(owner: &Owner) -> Category {
    match owner.kind.as_str() {
        "Database" => Category::Data,
        "Monitoring" => Category::Observability,
        "Platform" => Category::Compute,
        _ => Category::Apps,
    }
}

/// Returns the unit of every object. `edges` are the references by name.
pub(super) fn assign(target: &Target, objects: &[Object], edges: &[Edge]) -> Vec<Place> {
    let mut migrating: FxHashSet<&Owner> = objects
        .iter()
        .filter(|object| is_migration(object))
        .map(|object| object.owner.as_ref())
        .collect();
    // One that nothing waits for is applied with the rest.
    for component in &target.components {
        let migrations = component.spec.value_of("migrations");
        if migrations.is_some_and(|migrations| migrations.is_off("before")) {
            migrating.remove(component.owner.as_ref());
        }
    }
    // What another object pulls into its unit. A later rule of this order wins: a store's account must be there before
    // any App is, whatever else uses it.
    let mut pulled: FxHashMap<usize, Pull> = FxHashMap::default();
    for edge in edges {
        let (from, to) = (&objects[edge.from], &objects[edge.to]);
        let pull = if from.id.kind.ends_with("SecretStore") && to.id.kind == "ServiceAccount" {
            Pull::Store
        } else if from.owner != to.owner {
            continue;
        } else if is_migration(from) {
            Pull::Migration
        } else {
            continue;
        };
        let strongest = pulled.entry(edge.to).or_insert(pull);
        *strongest = pull.max(*strongest);
    }
    objects
        .iter()
        .enumerate()
        .map(|(at, object)| place(object, pulled.get(&at).copied(), &migrating))
        .collect()
}

/// Why an object goes where another one is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pull {
    /// The migration Job uses it.
    Migration,
    /// A secret store uses it.
    Store,
}

fn place(object: &Object, pull: Option<Pull>, migrating: &FxHashSet<&Owner>) -> Place {
    if pull == Some(Pull::Store) {
        return shared(Category::Secrets);
    }
    match rule_of(object) {
        Some(Rule::Shared(category)) => shared(category),
        Some(Rule::Own(category)) => own(object, category, ""),
        None => {
            let early = migrating.contains(object.owner.as_ref())
                && (is_migration(object) || pull.is_some() || is_precondition(object));
            own(
                object,
                category_of(&object.owner),
                if early { ".migrate" } else { "" },
            )
        }
    }
}

/// Returns whether the pods of a migration need it without naming it: rights, and leave to reach the database.
fn is_precondition(object: &Object) -> bool {
    let kind = object.id.kind.as_str();
    pod_spec(object).is_none()
        && (matches!(
            kind,
            "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding"
        ) || kind.ends_with("NetworkPolicy"))
}

fn shared(category: Category) -> Place {
    Place {
        directory: category.directory().to_owned(),
        category,
        namespace: EcoString::new(),
    }
}

fn own(object: &Object, category: Category, suffix: &str) -> Place {
    let owner = &object.owner;
    let mut directory = format!("{}-", category.number());
    if !owner.namespace.is_empty() {
        directory.push_str(&escaped(&owner.namespace));
        directory.push('.');
    }
    // A name without dots cannot be mistaken for a namespace and a name, nor end like the suffix.
    directory.push_str(&escaped(&owner.name).replace('.', "%2e"));
    directory.push_str(suffix);
    Place {
        directory: shortened(directory, 200, &format!("{owner}{suffix}")),
        category,
        namespace: owner.namespace.clone(),
    }
}
