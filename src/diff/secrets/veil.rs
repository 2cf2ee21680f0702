//! What stands for a secret value: a text that is equal for equal values, and tells nothing else.

use sha2::{Digest, Sha256};

use crate::yaml::Node;

/// A character that nobody writes, in front of a hash of the value.
const MARK: char = '\u{e000}';

/// How many letters of the hash stand behind it.
const LENGTH: usize = 32;

/// What people see instead.
const SECRET: &str = "(secret)";

/// Returns what stands for a value.
pub(super) fn veil(node: &Node) -> Node {
    let hash = Sha256::digest(node.to_json().to_string());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    node.with(format!("{MARK}{}", &hash[..LENGTH]))
}

/// Returns whether a value is secret.
pub(in crate::diff) fn is_veiled(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.starts_with(MARK))
}

/// Returns a value as people may see it.
pub(in crate::diff) fn shown(node: &Node) -> Node {
    let mut node = node.clone();
    uncover(&mut node);
    node
}

fn uncover(node: &mut Node) {
    if let Some(list) = node.as_list_mut() {
        list.iter_mut().for_each(uncover);
    } else if let Some(map) = node.as_map_mut() {
        map.values_mut().for_each(|(_, value)| uncover(value));
    } else if is_veiled(node) || node.as_str().is_some_and(super::places::holds_secrets) {
        *node = node.with(SECRET);
    }
}

/// Returns half a sentence as people may read it.
pub(in crate::diff) fn told(text: String) -> String {
    if !text.contains(MARK) {
        return text;
    }
    let mut parts = text.split(MARK);
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        told.push_str(SECRET);
        told.push_str(part.get(LENGTH..).unwrap_or_default());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Origin, TEST};

    #[test]
    fn a_veil_tells_whether_values_are_equal() {
        let node = |text: &str| Node::new(text, Origin::default(&TEST));
        assert_eq!(veil(&node("a")), veil(&node("a")));
        assert_ne!(veil(&node("a")), veil(&node("b")));
        assert_eq!(shown(&veil(&node("a"))), node("(secret)"));
        let text = veil(&node("a")).to_text().unwrap_or_default();
        assert_eq!(
            told(format!("from `{text}` to `b`")),
            "from `(secret)` to `b`"
        );
    }
}
