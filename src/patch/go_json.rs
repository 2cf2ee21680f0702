//! JSON as Go's `encoding/json` writes it: keys sorted, and `<`, `>` and `&` escaped.

use crate::yaml::{Node, Value};

/// Returns the JSON of a node without blanks.
pub(super) fn compact(node: &Node) -> String {
    let mut out = String::new();
    write(node, None, &mut out);
    out
}

/// Returns the JSON of a node with an indentation of two.
pub(super) fn pretty(node: &Node) -> String {
    let mut out = String::new();
    write(node, Some(0), &mut out);
    out
}

/// Writes a node. `depth` is how many levels lie around it, where there is an indentation.
fn write(node: &Node, depth: Option<usize>, out: &mut String) {
    let below = depth.map(|depth| depth + 1);
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::String(text) => write_text(text, out),
        Value::Sequence(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at > 0, below, out);
                write(item, below, out);
            }
            close(items.is_empty(), depth, out);
            out.push(']');
        }
        Value::Mapping(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
            out.push('{');
            for (at, entry) in entries.into_iter().enumerate() {
                separate(at > 0, below, out);
                write_text(&entry.key.name, out);
                out.push_str(if below.is_some() { ": " } else { ":" });
                write(&entry.value, below, out);
            }
            close(map.is_empty(), depth, out);
            out.push('}');
        }
        Value::Float(number) => out.push_str(&float(*number)),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) => {
            out.push_str(&node.to_text().unwrap_or_default());
        }
    }
}

fn separate(comma: bool, depth: Option<usize>, out: &mut String) {
    if comma {
        out.push(',');
    }
    new_line(depth, out);
}

fn close(empty: bool, depth: Option<usize>, out: &mut String) {
    if !empty {
        new_line(depth, out);
    }
}

fn new_line(depth: Option<usize>, out: &mut String) {
    if let Some(depth) = depth {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

/// Numbers far from 1 have an exponent.
fn float(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

/// Writes a string in quotes.
pub(super) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::testing::node;

    #[test]
    fn text_is_escaped_as_go_escapes_it() {
        let mut out = String::new();
        write_text("<a>\u{1}\n\u{2028}é", &mut out);
        assert_eq!(out, "\"\\u003ca\\u003e\\u0001\\n\\u2028é\"");
    }

    /// Recorded.
    #[test]
    fn json_is_written_as_go_writes_it() {
        let json = r#"{"t": [1, {"x": null}], "b": [], "a": {}, "d": 1.0, "e": 1e30}"#;
        assert_eq!(
            compact(&node(json)),
            r#"{"a":{},"b":[],"d":1,"e":1e+30,"t":[1,{"x":null}]}"#
        );
        assert_eq!(
            pretty(&node(r#"{"t": [1, {"x": null}], "b": [], "a": {}}"#)),
            "{\n  \"a\": {},\n  \"b\": [],\n  \"t\": [\n    1,\n    {\n      \"x\": null\n    }\n  ]\n}"
        );
    }
}
