//! The hash that kustomize and kubectl append to the names of what is generated.
//!
//! In: an object. Out: ten characters: SHA-256 over the JSON of its kind and content, an empty name in it, letters
//! exchanged so that no words come out. The JSON is that of Go's `encoding/json`, byte for byte.

use sha2::{Digest, Sha256};

use crate::yaml::{Node, write_go_text};

/// What of a kind is its content.
struct Content {
    kind: &'static str,
    /// These fields always count; one that is missing is the empty text.
    always: &'static [&'static str],
    /// This one counts where it is a map.
    map: &'static str,
}

const CONTENTS: [Content; 3] = [
    Content {
        kind: "ConfigMap",
        always: &["data"],
        map: "binaryData",
    },
    Content {
        kind: "Secret",
        always: &["data", "type"],
        map: "stringData",
    },
    // kustomize generates no Jobs; ours are new ones when anything of their spec is new.
    Content {
        kind: "Job",
        always: &["spec"],
        map: "",
    },
];

/// Returns the hash of the content of an object; none for kinds that are not generated.
pub(super) fn of(node: &Node) -> Option<String> {
    let kind = node.get("kind").and_then(Node::as_str)?;
    let content = CONTENTS.iter().find(|content| content.kind == kind)?;
    Some(suffix(&json(node, content)))
}

fn json(node: &Node, content: &Content) -> String {
    let mut fields: Vec<(&str, Option<&Node>)> = vec![("kind", None), ("name", None)];
    fields.extend(content.always.iter().map(|field| (*field, node.get(field))));
    let map = node
        .get(content.map)
        .filter(|value| value.as_map().is_some());
    fields.extend(map.map(|map| (content.map, Some(map))));
    fields.sort_unstable_by_key(|(field, _)| *field);
    let mut json = String::from("{");
    for (at, (field, value)) in fields.into_iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        write_go_text(field, &mut json);
        json.push(':');
        match value {
            _ if field == "kind" => write_go_text(content.kind, &mut json),
            None => json.push_str("\"\""),
            Some(value) if value.as_map().is_some() => value.write_go_json(&mut json),
            // A scalar counts as it is spelled, whatever its type.
            Some(value) if value.is_null() => write_go_text("null", &mut json),
            Some(value) => match value.to_text() {
                Some(text) => write_go_text(&text, &mut json),
                None => json.push_str("null"),
            },
        }
    }
    json.push('}');
    json
}

/// Returns the first ten hexadecimal digits of the SHA-256, with the letters that kustomize and kubectl exchange.
fn suffix(json: &str) -> String {
    const LETTERS: &[u8; 16] = b"gh2k456789mbcdtf";
    let hash = Sha256::digest(json.as_bytes());
    let digits = hash.iter().take(5).flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(LETTERS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::patch::testing::node;

    fn hash(kind: &str, json: &str) -> String {
        let mut node = node(json);
        let map = node.as_map_mut().expect("a map");
        map.insert("kind", Node::literal(kind, &crate::yaml::TEST));
        of(&node).expect("a kind that is generated")
    }

    /// The answers are those of kustomize's own tests of its hasher.
    #[test]
    fn config_maps_hash_as_kustomize_hashes_them() {
        let hash = |json: &str| hash("ConfigMap", json);
        assert_eq!(hash("{}"), "6ct58987ht");
        assert_eq!(hash(r#"{"data": {"one": ""}}"#), "9g67k2htb6");
        assert_eq!(
            hash(r#"{"data": {"two": 2, "one": "", "three": 3}}"#),
            "7757f9kkct"
        );
        assert_eq!(hash(r#"{"binaryData": {"one": ""}}"#), "6mtk2m274t");
        assert_eq!(
            hash(r#"{"data": {"one": ""}, "binaryData": {"two": ""}}"#),
            "698h7c7t9m"
        );
    }

    /// The answers are those of kustomize's own tests of its hasher, and of its command.
    #[test]
    fn secrets_hash_as_kustomize_hashes_them() {
        let hash = |json: &str| hash("Secret", json);
        assert_eq!(hash(r#"{"type": "my-type"}"#), "5gmgkf8578");
        assert_eq!(
            hash(r#"{"type": "my-type", "data": {"one": ""}}"#),
            "74bd68bm66"
        );
        assert_eq!(hash(r#"{"type": "Opaque", "data": {}}"#), "46f8b28mk5");
    }

    proptest! {
        /// The order of keys and what is not content do not count, every value does.
        #[test]
        fn only_content_counts(a in "[a-z]{1,4}", b in "[a-z]{1,4}", value in ".*", other in ".*") {
            prop_assume!(a != b && value != other);
            let text = |text: &str| serde_json::Value::from(text).to_string();
            let (value, other) = (text(&value), text(&other));
            let forth = format!(r#"{{"data": {{"{a}": {value}, "{b}": {other}}}, "metadata": {{"name": "x"}}}}"#);
            let back = format!(r#"{{"immutable": true, "data": {{"{b}": {other}, "{a}": {value}}}}}"#);
            let swapped = format!(r#"{{"data": {{"{a}": {other}, "{b}": {value}}}}}"#);
            prop_assert_eq!(hash("ConfigMap", &forth), hash("ConfigMap", &back));
            prop_assert_ne!(hash("ConfigMap", &forth), hash("ConfigMap", &swapped));
        }
    }
}
