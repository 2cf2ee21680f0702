//! How a strategic merge patch joins lists, type by type: a table of data.
//!
//! In: the kind of an object and the fields on the way to a list. Out: [`Lists`], which says whether elements are matched
//! by key, joined as a set or replaced. Source: the `patchStrategy`, `patchMergeKey` and `listMapKey` tags of
//! `k8s.io/api/*/types.go` and `apimachinery/pkg/apis/meta/v1/types.go`. A list without a row is atomic, as in
//! Kubernetes. For custom resources the tags come from the schema of their CustomResourceDefinition.

use super::openapi::Definition;
use crate::yaml::{Node, Value};

/// A key by which elements of a list are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeKey<'s> {
    /// The field of the element.
    pub name: &'s str,
    /// What the API server takes where an element does not state it.
    pub default: Option<&'static str>,
}

/// How a patch's list joins the object's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lists<'s> {
    /// The patch's list takes its place.
    Atomic,
    /// The same, but only for want of a schema: worth a notice.
    Unknown,
    /// Elements that are not there yet are added.
    Set,
    /// Elements with equal keys are merged. The first key is the one that `$patch: delete` and `$setElementOrder` name.
    ByKey(Vec<MergeKey<'s>>),
}

/// What is known of the type of a value.
#[derive(Clone, Copy, Debug)]
pub enum TypeOf<'s> {
    /// A type of the table.
    Built(Built),
    /// A type without rows: every map below merges, every list below is atomic.
    Plain,
    /// An OpenAPI schema, of a CustomResourceDefinition.
    Schema(&'s Node),
    /// A definition of an OpenAPI document.
    Definition(Definition<'s>),
    /// Nothing is known.
    Unknown,
}

/// The types of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// Any object whose only rows are its metadata's.
    Object,
    /// A Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController or Job.
    Workload,
    /// The `spec` of one.
    WorkloadSpec,
    /// A CronJob.
    CronJob,
    /// The `spec` of a CronJob.
    CronJobSpec,
    /// A PodTemplate.
    PodTemplate,
    /// A Pod, or the `template` of a workload.
    Pod,
    /// The `spec` of a pod.
    PodSpec,
    /// A container of any sort.
    Container,
    /// A Service.
    Service,
    /// The `spec` of a Service.
    ServiceSpec,
    /// A ServiceAccount.
    ServiceAccount,
    /// A PodDisruptionBudget.
    PodDisruptionBudget,
    /// The `spec` of a PodDisruptionBudget.
    PodDisruptionBudgetSpec,
    /// A validating or mutating webhook configuration.
    WebhookConfiguration,
    /// One webhook.
    Webhook,
    /// A validating or mutating admission policy.
    AdmissionPolicy,
    /// The `spec` of an admission policy.
    AdmissionPolicySpec,
    /// A CSINode.
    CsiNode,
    /// The `spec` of a CSINode.
    CsiNodeSpec,
    /// `metadata`.
    Metadata,
}

/// How the table says that a list is joined.
enum Join {
    No,
    Set,
    Key(&'static [&'static str]),
    /// Not a list: the patch's map takes the place of the object's.
    ReplaceMap,
}

struct Row {
    of: &'static [Built],
    field: &'static str,
    to: Option<Built>,
    join: Join,
}

const fn row(of: &'static [Built], field: &'static str, to: Option<Built>, join: Join) -> Row {
    Row {
        of,
        field,
        to,
        join,
    }
}

const OBJECTS: &[Built] = &[
    Built::Object,
    Built::Workload,
    Built::CronJob,
    Built::PodTemplate,
    Built::Pod,
    Built::Service,
    Built::ServiceAccount,
    Built::PodDisruptionBudget,
    Built::WebhookConfiguration,
    Built::AdmissionPolicy,
    Built::CsiNode,
];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row(OBJECTS, "metadata", Some(Built::Metadata), Join::No),
    row(&[Built::Metadata], "finalizers", None, Join::Set),
    row(&[Built::Metadata], "ownerReferences", None, Join::Key(&["uid"])),
    row(&[Built::Workload], "spec", Some(Built::WorkloadSpec), Join::No),
    row(&[Built::WorkloadSpec], "template", Some(Built::Pod), Join::No),
    row(&[Built::PodTemplate], "template", Some(Built::Pod), Join::No),
    row(&[Built::CronJob], "spec", Some(Built::CronJobSpec), Join::No),
    row(&[Built::CronJobSpec], "jobTemplate", Some(Built::Workload), Join::No),
    row(&[Built::Pod], "spec", Some(Built::PodSpec), Join::No),
    row(&[Built::PodSpec], "containers", Some(Built::Container), Join::Key(&["name"])),
    row(&[Built::PodSpec], "initContainers", Some(Built::Container), Join::Key(&["name"])),
    row(&[Built::PodSpec], "ephemeralContainers", Some(Built::Container), Join::Key(&["name"])),
    row(&[Built::PodSpec], "volumes", None, Join::Key(&["name"])),
    row(&[Built::PodSpec], "imagePullSecrets", None, Join::Key(&["name"])),
    row(&[Built::PodSpec], "hostAliases", None, Join::Key(&["ip"])),
    row(&[Built::PodSpec], "topologySpreadConstraints", None, Join::Key(&["topologyKey", "whenUnsatisfiable"])),
    row(&[Built::PodSpec], "resourceClaims", None, Join::Key(&["name"])),
    row(&[Built::PodSpec], "schedulingGates", None, Join::Key(&["name"])),
    row(&[Built::Container], "ports", None, Join::Key(&["containerPort", "protocol"])),
    row(&[Built::Container], "env", None, Join::Key(&["name"])),
    row(&[Built::Container], "volumeMounts", None, Join::Key(&["mountPath"])),
    row(&[Built::Container], "volumeDevices", None, Join::Key(&["devicePath"])),
    row(&[Built::Service], "spec", Some(Built::ServiceSpec), Join::No),
    row(&[Built::ServiceSpec], "ports", None, Join::Key(&["port", "protocol"])),
    row(&[Built::ServiceAccount], "secrets", None, Join::Key(&["name"])),
    row(&[Built::PodDisruptionBudget], "spec", Some(Built::PodDisruptionBudgetSpec), Join::No),
    row(&[Built::PodDisruptionBudgetSpec], "selector", None, Join::ReplaceMap),
    row(&[Built::WebhookConfiguration], "webhooks", Some(Built::Webhook), Join::Key(&["name"])),
    row(&[Built::Webhook], "matchConditions", None, Join::Key(&["name"])),
    row(&[Built::AdmissionPolicy], "spec", Some(Built::AdmissionPolicySpec), Join::No),
    row(&[Built::AdmissionPolicySpec], "matchConditions", None, Join::Key(&["name"])),
    row(&[Built::AdmissionPolicySpec], "variables", None, Join::Key(&["name"])),
    row(&[Built::CsiNode], "spec", Some(Built::CsiNodeSpec), Join::No),
    row(&[Built::CsiNodeSpec], "drivers", None, Join::Key(&["name"])),
];

/// The groups of the Kubernetes API itself. A group of another name, `*.k8s.io` included, belongs to custom resources.
const BUILT_IN_GROUPS: &[&str] = &[
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// What the API server takes for keys that elements may leave out.
fn default_of(key: &str) -> Option<&'static str> {
    (key == "protocol").then_some("TCP")
}

fn keys_of<'s>(names: impl IntoIterator<Item = &'s str>) -> Vec<MergeKey<'s>> {
    let key = |name| MergeKey {
        name,
        default: default_of(name),
    };
    names.into_iter().map(key).collect()
}

impl<'s> TypeOf<'s> {
    /// Returns the type of an object of this kind; `schema` is that of its CustomResourceDefinition, if there is one.
    pub fn object(group: &str, kind: &str, schema: Option<&'s Node>) -> Self {
        let built = match (group, kind) {
            ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
            | ("batch", "Job")
            | ("", "ReplicationController") => Built::Workload,
            ("batch", "CronJob") => Built::CronJob,
            ("", "Pod") => Built::Pod,
            ("", "PodTemplate") => Built::PodTemplate,
            ("", "Service") => Built::Service,
            ("", "ServiceAccount") => Built::ServiceAccount,
            ("policy", "PodDisruptionBudget") => Built::PodDisruptionBudget,
            (
                "admissionregistration.k8s.io",
                "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration",
            ) => Built::WebhookConfiguration,
            (
                "admissionregistration.k8s.io",
                "ValidatingAdmissionPolicy" | "MutatingAdmissionPolicy",
            ) => Built::AdmissionPolicy,
            ("storage.k8s.io", "CSINode") => Built::CsiNode,
            (group, _) if BUILT_IN_GROUPS.contains(&group) => Built::Object,
            _ => return schema.map_or(TypeOf::Unknown, TypeOf::Schema),
        };
        TypeOf::Built(built)
    }

    /// Returns the type of a pod template, for patches that begin there.
    pub fn pod_template() -> Self {
        TypeOf::Built(Built::Pod)
    }

    /// Returns the type of a field, of its elements where it is a list, and how such a list is joined. The last is
    /// whether a map there is replaced instead of merged.
    pub fn field(self, name: &str) -> (TypeOf<'s>, Lists<'s>, bool) {
        match self {
            TypeOf::Built(built) => {
                let row = ROWS
                    .iter()
                    .find(|row| row.field == name && row.of.contains(&built));
                let Some(row) = row else {
                    return (TypeOf::Plain, Lists::Atomic, false);
                };
                let to = row.to.map_or(TypeOf::Plain, TypeOf::Built);
                match row.join {
                    Join::No => (to, Lists::Atomic, false),
                    Join::Set => (to, Lists::Set, false),
                    Join::Key(names) => (to, Lists::ByKey(keys_of(names.iter().copied())), false),
                    Join::ReplaceMap => (to, Lists::Atomic, true),
                }
            }
            TypeOf::Plain => (TypeOf::Plain, Lists::Atomic, false),
            TypeOf::Schema(schema) => schema_field(schema, name),
            TypeOf::Definition(definition) => match definition.field(name) {
                Some((to, lists)) => (to.map_or(TypeOf::Unknown, TypeOf::Definition), lists, false),
                None => (TypeOf::Unknown, Lists::Unknown, false),
            },
            TypeOf::Unknown if name == "metadata" => {
                (TypeOf::Built(Built::Metadata), Lists::Atomic, false)
            }
            TypeOf::Unknown => (TypeOf::Unknown, Lists::Unknown, false),
        }
    }
}

/// Reads the `x-kubernetes-*` marks of one property of an OpenAPI schema.
fn schema_field<'s>(schema: &'s Node, name: &str) -> (TypeOf<'s>, Lists<'s>, bool) {
    let property = schema
        .at(&["properties", name])
        .or_else(|| schema.value_of("additionalProperties"));
    // A CustomResourceDefinition says nothing of `metadata` but that it is an object.
    if name == "metadata" && property.is_none_or(|property| property.get("properties").is_none()) {
        return (TypeOf::Built(Built::Metadata), Lists::Atomic, false);
    }
    let Some(property) = property else {
        return (TypeOf::Unknown, Lists::Unknown, false);
    };
    let mark = |name| property.value_of(name).and_then(Node::as_str);
    let replaced = mark("x-kubernetes-map-type") == Some("atomic");
    let Some(items) = property.value_of("items") else {
        return (TypeOf::Schema(property), Lists::Atomic, replaced);
    };
    let lists = match mark("x-kubernetes-list-type") {
        Some("set") => Lists::Set,
        Some("map") => {
            let names = property
                .value_of("x-kubernetes-list-map-keys")
                .and_then(Node::as_list)
                .unwrap_or_default();
            let mut keys = keys_of(names.iter().filter_map(Node::as_str));
            for key in &mut keys {
                key.default = key.default.filter(|default| {
                    let stated = items.at(&["properties", key.name, "default"]);
                    stated.is_some_and(|stated| stated.value == Value::from(*default))
                });
            }
            if keys.is_empty() {
                Lists::Atomic
            } else {
                Lists::ByKey(keys)
            }
        }
        _ => Lists::Atomic,
    };
    (TypeOf::Schema(items), lists, replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists_at<'s>(group: &str, kind: &str, path: &[&str]) -> Lists<'s> {
        let start = (TypeOf::object(group, kind, None), Lists::Atomic, false);
        path.iter().fold(start, |(ty, ..), name| ty.field(name)).1
    }

    #[test]
    fn rows_are_found_along_the_way_to_a_list() {
        let env = [
            "spec",
            "jobTemplate",
            "spec",
            "template",
            "spec",
            "containers",
            "env",
        ];
        assert_eq!(
            lists_at("batch", "CronJob", &env),
            Lists::ByKey(keys_of(["name"]))
        );
        assert_eq!(
            lists_at("", "Service", &["spec", "ports"]),
            Lists::ByKey(keys_of(["port", "protocol"]))
        );
        assert_eq!(
            lists_at(
                "apps",
                "Deployment",
                &["spec", "template", "spec", "tolerations"]
            ),
            Lists::Atomic
        );
        assert_eq!(
            lists_at("external-secrets.io", "ExternalSecret", &["spec", "data"]),
            Lists::Unknown
        );
        assert_eq!(
            lists_at("keda.sh", "ScaledObject", &["metadata", "finalizers"]),
            Lists::Set
        );
    }
}
