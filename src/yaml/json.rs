//! Nodes to JSON values and back, for minijinja, schemas and oracles, and to the text of Go's JSON, for hashes. Places and
//! defaults do not survive the way to JSON.

use serde_json::{Number, Value as Json};

use super::go_numbers;
use super::mapping::Mapping;
use super::node::{Entry, Key, Node, Value};
use super::origin::Origin;

impl Node {
    /// Returns the value as JSON. `.nan` and `.inf` have no JSON form and become null.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(truth) => Json::Bool(*truth),
            Value::Int(number) => Json::Number((*number).into()),
            Value::UInt(number) => Json::Number((*number).into()),
            Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
            Value::String(text) => Json::String(text.as_str().to_owned()),
            Value::Sequence(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Mapping(map) => Json::Object(
                map.iter()
                    .map(|entry| (entry.key.name.as_str().to_owned(), entry.value.to_json()))
                    .collect(),
            ),
        }
    }

    /// Returns a node for a JSON value; every node of it has this origin.
    pub fn from_json(json: &Json, origin: &Origin) -> Node {
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::Int(number),
                (None, Some(number)) => Value::UInt(number),
                (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => text.as_str().into(),
            Json::Array(items) => Value::Sequence(
                items
                    .iter()
                    .map(|item| Node::from_json(item, origin))
                    .collect(),
            ),
            Json::Object(map) => Value::Mapping(
                map.iter()
                    .map(|(name, value)| Entry {
                        key: Key {
                            name: name.as_str().into(),
                            span: origin.span,
                        },
                        value: Node::from_json(value, origin),
                    })
                    .collect::<Mapping>(),
            ),
        };
        Node::new(value, origin.clone())
    }

    /// Appends the value as Go's `encoding/json` writes it: keys sorted by their bytes, `<`, `>` and `&` escaped.
    /// `.nan` and `.inf`, on which Go fails, become null.
    pub fn write_go_json(&self, out: &mut String) {
        self.write_go(None, out);
    }

    /// Appends the value as Go's `json.MarshalIndent` writes it, with an indentation of two.
    pub fn write_go_json_indented(&self, out: &mut String) {
        self.write_go(Some(0), out);
    }

    /// `depth` is how many levels lie around the value, where there is an indentation.
    fn write_go(&self, depth: Option<usize>, out: &mut String) {
        let below = depth.map(|depth| depth + 1);
        let new_line = |depth: Option<usize>, out: &mut String| {
            if let Some(depth) = depth {
                out.push('\n');
                out.extend(std::iter::repeat_n("  ", depth));
            }
        };
        let (open, close, length) = match &self.value {
            Value::Sequence(items) => ('[', ']', items.len()),
            Value::Mapping(map) => ('{', '}', map.len()),
            Value::Null => return out.push_str("null"),
            Value::String(text) => return write_go_text(text, out),
            Value::Float(number) => return out.push_str(&go_numbers::json(*number)),
            Value::Bool(_) | Value::Int(_) | Value::UInt(_) => {
                return out.push_str(&self.to_text().unwrap_or_default());
            }
        };
        let mut entries: Vec<_> = self.as_map().into_iter().flatten().collect();
        entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
        out.push(open);
        for at in 0..length {
            if at > 0 {
                out.push(',');
            }
            new_line(below, out);
            if let Some(entry) = entries.get(at) {
                write_go_text(&entry.key.name, out);
                out.push_str(if below.is_some() { ": " } else { ":" });
            }
            let items = self.as_list().and_then(|items| items.get(at));
            let item = items.or(entries.get(at).map(|entry| &entry.value));
            if let Some(item) = item {
                item.write_go(below, out);
            }
        }
        if length > 0 {
            new_line(depth, out);
        }
        out.push(close);
    }
}

/// Appends a string as Go's `encoding/json` writes it.
pub fn write_go_text(text: &str, out: &mut String) {
    use std::fmt::Write;
    let is_escaped = |character: char| {
        matches!(
            character,
            '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}'
        )
    };
    out.push('"');
    let mut from = 0;
    for (at, character) in text.char_indices().filter(|(_, it)| is_escaped(*it)) {
        out.push_str(&text[from..at]);
        from = at + character.len_utf8();
        let written = match character {
            '"' => out.write_str("\\\""),
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            '\u{8}' => out.write_str("\\b"),
            '\u{c}' => out.write_str("\\f"),
            _ => write!(out, "\\u{:04x}", u32::from(character)),
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
    out.push_str(&text[from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn text_for_hashes_is_that_of_go() {
        let file = crate::text::Sources::default().add("a.json", "");
        let json = serde_json::json!({
            "b": [1, -2, u64::MAX, 1.0, 2.5e-7, true, null],
            "a<": {"<a>\u{1}\n\u{2028}é": {}, "": []},
        });
        let mut out = String::new();
        Node::from_json(&json, &Origin::written(Span::new(file, 0, 0))).write_go_json(&mut out);
        assert_eq!(
            out,
            "{\"a\\u003c\":{\"\":[],\"\\u003ca\\u003e\\u0001\\n\\u2028é\":{}},\
             \"b\":[1,-2,18446744073709551615,1,2.5e-7,true,null]}"
        );
    }

    #[test]
    fn indented_text_is_that_of_go() {
        let file = crate::text::Sources::default().add("a.json", "");
        let json = serde_json::json!({"t": [1, {"x": null}], "b": [], "a": {}});
        let mut out = String::new();
        let origin = Origin::written(Span::new(file, 0, 0));
        Node::from_json(&json, &origin).write_go_json_indented(&mut out);
        assert_eq!(
            out,
            "{\n  \"a\": {},\n  \"b\": [],\n  \"t\": [\n    1,\n    {\n      \"x\": null\n    }\n  ]\n}"
        );
    }
}
