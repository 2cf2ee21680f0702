//! The order of the output: as resources were read (`fifo`), or by kind (`legacy`).
//!
//! Source of the lists: kustomize's `SortOrderTransformer`, which promises not to change them.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::resources::{Resource, Resources};
use super::words;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// The kinds that kustomize puts first, in their order.
pub(super) const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// The kinds that it puts last.
pub(super) const LAST: [&str; 2] = [
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Sorts as `sortOptions` say.
pub(super) fn run(resources: &mut Resources, options: &Node) -> Outcome<()> {
    let order = options
        .get("order")
        .and_then(Node::as_str)
        .unwrap_or_default();
    let legacy = options.value_of("legacySortOptions");
    match (order, legacy) {
        ("fifo", None) => Ok(()),
        ("fifo", Some(legacy)) => Err(refused(
            legacy,
            "`legacySortOptions` say how to sort, and the order is `fifo`",
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        )),
        ("legacy", None) => {
            legacy_order(resources);
            Ok(())
        }
        ("legacy", Some(legacy)) => {
            let kinds = |field: &str| -> Vec<&str> {
                let items = legacy
                    .get(field)
                    .and_then(Node::as_list)
                    .unwrap_or_default();
                items.iter().filter_map(Node::as_str).collect()
            };
            by_kind(resources, &kinds("orderFirst"), &kinds("orderLast"));
            Ok(())
        }
        _ => Err(refused(
            options.get("order").unwrap_or(options),
            "expected `order` to be `fifo` or `legacy`",
            "the field 'sortOptions.order' must be one of [fifo, legacy]",
        )),
    }
}

/// Sorts by kind, as kustomize does where nothing is said.
pub(super) fn legacy_order(resources: &mut Resources) {
    by_kind(resources, &FIRST, &LAST);
}

fn by_kind(resources: &mut Resources, first: &[&str], last: &[&str]) {
    let mut ranks: FxHashMap<&str, isize> = FxHashMap::default();
    for (at, kind) in first.iter().enumerate() {
        ranks.insert(kind, at as isize - first.len() as isize);
    }
    for (at, kind) in last.iter().enumerate() {
        ranks.insert(kind, at as isize + 1);
    }
    resources.sort_by_cached_key(|resource| {
        let rank = ranks.get(resource.kind().as_str()).copied().unwrap_or(0);
        let kind = resource.kind();
        // The Namespaces of Kubernetes come before what others call so.
        let other = kind == "Namespace" && !resource.gvk().group.is_empty();
        (rank, other, type_key(resource), name_key(resource))
    });
}

fn type_key(resource: &Resource) -> String {
    let gvk = resource.gvk();
    let or = |text: &EcoString, none: &'static str| {
        if text.is_empty() {
            EcoString::from(none)
        } else {
            text.clone()
        }
    };
    format!(
        "{}_{}_{}",
        or(&gvk.group, "~G"),
        or(&gvk.version, "~V"),
        or(&gvk.kind, "~K")
    )
}

fn name_key(resource: &Resource) -> String {
    let or = |text: EcoString, none: &'static str| {
        if text.is_empty() {
            EcoString::from(none)
        } else {
            text
        }
    };
    format!(
        "{}|{}",
        or(resource.namespace(), "~X"),
        or(resource.name(), "~N")
    )
}

fn refused(node: &Node, message: &str, said: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(Code::InvalidKustomization, message)
            .at(node.span())
            .note(words(said)),
    )
}
