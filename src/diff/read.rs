//! Reading what may not be there: the elements of a list, a text, a truth, an annotation, an amount.

use ecow::EcoString;

use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

/// Returns the elements of a list; none where there is no list.
pub(super) fn items(list: Option<&Node>) -> &[Node] {
    list.and_then(Node::as_list).unwrap_or_default()
}

/// Returns the text at a place.
pub(super) fn text<'n>(node: Option<&'n Node>, keys: &[&str]) -> Option<&'n str> {
    node?.at(keys)?.as_str()
}

/// Returns whether something is `true`, and not left out.
pub(super) fn is_true(node: Option<&Node>) -> bool {
    node.and_then(Node::as_bool) == Some(true)
}

/// Returns an annotation of an object.
pub(super) fn annotation(object: &Node, key: &str) -> Option<EcoString> {
    object.at(&["metadata", "annotations", key])?.to_text()
}

/// Returns an amount, `500m`.
pub(super) fn amount(node: Option<&Node>) -> Option<Quantity> {
    Quantity::parse(&node?.to_text()?).ok()
}
