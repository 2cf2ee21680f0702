//! The alternatives by which a schema says that a value is a whole number or text.

use crate::yaml::Node;

/// Returns whether the alternatives of a schema are these.
pub(super) fn is_of_either(node: &Node) -> bool {
    let list = node.get("anyOf").and_then(Node::as_list);
    list.is_some_and(is_int_or_string)
}

/// Returns whether alternatives are `type: integer` and `type: string`, in this order and with nothing else.
pub(super) fn is_int_or_string(list: &[Node]) -> bool {
    let is_type = |node: &Node, ty: &str| {
        let stated = node.as_map().into_iter().flatten();
        stated.filter(|entry| !entry.value.is_null()).count() == 1
            && node.get("type").and_then(Node::as_str) == Some(ty)
    };
    matches!(list, [a, b] if is_type(a, "integer") && is_type(b, "string"))
}
