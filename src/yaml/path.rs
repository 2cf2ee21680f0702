//! JSON pointers over nodes.

use super::{Node, Value};

/// Returns the node that a JSON pointer names.
pub fn pointer<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    pointer.split('/').skip(1).try_fold(node, |node, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match &node.value {
            Value::Mapping(map) => map.get(&token),
            Value::Sequence(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    })
}
