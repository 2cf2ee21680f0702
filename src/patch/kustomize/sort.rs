//! The order of the output: as resources were read (`fifo`), or by kind (`legacy`).
//!
//! Source of the lists: kustomize's `SortOrderTransformer`, which promises not to change them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::resources::{Resources, or};
use super::words;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// The kinds that kustomize puts first, in their order.
const FIRST: [&str; 22] = [
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
const LAST: [&str; 2] = [
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
    let places = places(first, last);
    resources.sort_by_cached_key(|resource| {
        let gvk = resource.gvk();
        // The Namespaces of Kubernetes come before what others call so.
        let other = gvk.kind == "Namespace" && !gvk.group.is_empty();
        let (namespace, name) = (resource.namespace(), resource.name());
        let name = format!("{}|{}", or(&namespace, "~X"), or(&name, "~N"));
        let place = places.get(gvk.kind.as_str()).copied().unwrap_or_default();
        (
            place,
            other,
            type_key(&gvk.group, &gvk.version, &gvk.kind),
            name,
        )
    });
}

/// Returns where kustomize puts a type among others, when it sorts tables.
pub(super) fn rank(group: &str, version: &str, kind: &str) -> (isize, String) {
    static PLACES: LazyLock<FxHashMap<&str, isize>> = LazyLock::new(|| places(&FIRST, &LAST));
    let place = PLACES.get(kind).copied().unwrap_or_default();
    (place, type_key(group, version, kind))
}

/// Returns the places of the kinds in both lists; what is in neither stands between them, at 0.
fn places<'k>(first: &[&'k str], last: &[&'k str]) -> FxHashMap<&'k str, isize> {
    let first = (-(first.len() as isize)..).zip(first);
    let last = (1..).zip(last);
    first
        .chain(last)
        .map(|(place, kind)| (*kind, place))
        .collect()
}

fn type_key(group: &str, version: &str, kind: &str) -> String {
    format!(
        "{}_{}_{}",
        or(group, "~G"),
        or(version, "~V"),
        or(kind, "~K")
    )
}

fn refused(node: &Node, message: &str, said: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(Code::InvalidKustomization, message)
            .at(node.span())
            .note(words(said)),
    )
}
