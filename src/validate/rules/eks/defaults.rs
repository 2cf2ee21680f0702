//! What a namespace gives containers that state no requests.

use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Returns whether a LimitRange of the namespace makes containers request a resource: a default limit is a default request.
pub(super) fn requests_by_default(tree: &Tree<'_>, namespace: &str, resource: &str) -> bool {
    let gives = |limit: &Node| {
        text(limit, &["type"]) == Some("Container")
            && ["defaultRequest", "default"]
                .iter()
                .any(|field| limit.at(&[field, resource]).is_some())
    };
    tree.names("LimitRange", namespace).any(|name| {
        let range = tree.get("", "LimitRange", namespace, name);
        let spec = range.and_then(|range| range.node.value_of("spec"));
        spec.is_some_and(|spec| items(spec, "limits").iter().any(gives))
    })
}
