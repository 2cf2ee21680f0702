//! Whether data outlive the custom resource that stands for them, and what to do so that they do.

use super::operators::{ACK, Policy, Store};
use crate::diff::Path;
use crate::diff::read::{annotation, is_true, items, text};
use crate::diff::world::Side;
use crate::k8s::Object;
use crate::yaml::Node;

/// Returns whether the data stay when an object of one side is deleted.
pub(super) fn stays(store: &Store, side: &Side<'_>, object: &Object) -> bool {
    let node = &object.node;
    match store.policy {
        Policy::Goes => false,
        Policy::Stays => true,
        Policy::Field {
            keys,
            keeps,
            by_default,
        } => {
            let stated = node.at(keys).and_then(Node::to_text);
            let stated = stated.or_else(|| of_namespace(side, object).filter(|_| keys == ACK));
            stated.map_or(by_default, |stated| stated == keeps)
        }
        Policy::Finalizer(name) => {
            let finalizers = items(node.at(&["metadata", "finalizers"])).iter();
            let mut finalizers = finalizers.filter_map(Node::as_str);
            !finalizers.any(|stated| stated.rsplit('/').next() == Some(name))
        }
        Policy::Crossplane => !crossplane_deletes(node),
        Policy::Strimzi(keys) => node.at(keys).is_none_or(strimzi_keeps),
    }
}

/// Returns what to do before the deletion, so that the data stay; nothing where nothing helps.
pub(super) fn remedy(store: &Store) -> Option<String> {
    Some(match store.policy {
        Policy::Goes | Policy::Stays => return None,
        Policy::Field { keys, keeps, .. } => format!("set `{}: {keeps}`", Path::of(keys)),
        Policy::Finalizer(name) => {
            format!("remove `percona.com/{name}` from `metadata.finalizers`")
        }
        Policy::Crossplane => {
            "set `spec.managementPolicies: [Observe, Create, Update, LateInitialize]`".to_owned()
        }
        Policy::Strimzi(keys) => format!("set `deleteClaim: false` in `{}`", Path::of(keys)),
    })
}

/// Returns the way to what decides; nothing where nothing does.
pub(super) fn path(store: &Store) -> Option<Path> {
    Some(match store.policy {
        Policy::Goes | Policy::Stays => return None,
        Policy::Field { keys, .. } | Policy::Strimzi(keys) => Path::of(keys),
        Policy::Finalizer(_) => Path::of(&["metadata", "finalizers"]),
        Policy::Crossplane => Path::of(&["spec"]),
    })
}

/// Returns what a namespace says for all resources of a controller of AWS: `rds.services.k8s.aws/deletion-policy`.
fn of_namespace(side: &Side<'_>, object: &Object) -> Option<ecow::EcoString> {
    let namespace = side.named("", "Namespace", &object.id.namespace)?;
    let key = format!("{}/deletion-policy", object.id.group);
    annotation(&namespace.node, &key)
}

/// Returns whether Crossplane deletes at the provider: both fields say so, or the later one by name.
fn crossplane_deletes(object: &Node) -> bool {
    let policies = items(object.at(&["spec", "managementPolicies"])).iter();
    let policies: Vec<&str> = policies.filter_map(Node::as_str).collect();
    let is_orphan = text(Some(object), &["spec", "deletionPolicy"]) == Some("Orphan");
    match policies.as_slice() {
        [] | ["*"] => !is_orphan,
        stated => stated
            .iter()
            .any(|policy| matches!(*policy, "*" | "Delete")),
    }
}

/// Returns whether the claims of a storage of Strimzi stay, all of them.
fn strimzi_keeps(storage: &Node) -> bool {
    match text(Some(storage), &["type"]) {
        Some("ephemeral") => false,
        Some("jbod") => items(storage.value_of("volumes")).iter().all(strimzi_keeps),
        _ => !is_true(storage.value_of("deleteClaim")),
    }
}
