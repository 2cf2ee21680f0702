//! Nodes to JSON values and back, for minijinja, schemas and oracles, and to the text of Go's JSON, for hashes. Places and
//! defaults do not survive the way to JSON.

use serde_json::{Number, Value as Json};

use super::go_numbers;
use super::node::{Entry, Key, Mapping, Node, Value};
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
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::String(text) => write_go_text(text, out),
            Value::Float(number) => out.push_str(&go_numbers::json(*number)),
            Value::Bool(_) | Value::Int(_) | Value::UInt(_) => {
                out.push_str(&self.to_text().unwrap_or_default());
            }
            Value::Sequence(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_go_json(out);
                }
                out.push(']');
            }
            Value::Mapping(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
                out.push('{');
                for (at, entry) in entries.into_iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_go_text(&entry.key.name, out);
                    out.push(':');
                    entry.value.write_go_json(out);
                }
                out.push('}');
            }
        }
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
}
