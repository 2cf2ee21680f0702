//! Nodes to text.

use super::{Node, Value};

/// Returns the document as block YAML.
pub fn document(node: &Node) -> String {
    let mut out = String::new();
    block(node, 0, false, &mut out);
    out
}

fn block(node: &Node, indent: usize, inline: bool, out: &mut String) {
    match &node.value {
        Value::Mapping(map) if !map.is_empty() => {
            for (at, entry) in map.iter().enumerate() {
                if at > 0 || !inline {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                scalar(&entry.key.name, out);
                out.push(':');
                below(&entry.value, indent, out);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 || !inline {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                out.push_str("- ");
                block(item, indent + 2, true, out);
            }
        }
        Value::Mapping(_) => out.push_str("{}\n"),
        Value::Sequence(_) => out.push_str("[]\n"),
        Value::String(text) if text.contains('\n') => {
            let clean = !text.lines().any(|line| line.ends_with([' ', '\t']))
                && !text.starts_with([' ', '\n'])
                && !text.contains(['\r', '\t']);
            if !clean {
                scalar(text, out);
                out.push('\n');
                return;
            }
            out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
            for line in text.lines() {
                if !line.is_empty() {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                out.push_str(line);
                out.push('\n');
            }
        }
        Value::String(text) => {
            scalar(text, out);
            out.push('\n');
        }
        Value::Null => out.push_str("null\n"),
        _ => {
            out.push_str(&node.to_text().unwrap_or_default());
            out.push('\n');
        }
    }
}

fn below(node: &Node, indent: usize, out: &mut String) {
    match &node.value {
        Value::Mapping(map) if !map.is_empty() => {
            out.push('\n');
            block(node, indent + 2, false, out);
        }
        Value::Sequence(items) if !items.is_empty() => {
            out.push('\n');
            block(node, indent, false, out);
        }
        Value::String(text) if text.contains('\n') => {
            out.push(' ');
            block(node, indent + 2, false, out);
        }
        _ => {
            out.push(' ');
            block(node, indent, false, out);
        }
    }
}

fn scalar(text: &str, out: &mut String) {
    let first = text.chars().next();
    let plain = first.is_some_and(|c| c.is_ascii_alphabetic() || c == '/')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([' ', ':'])
        && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
        && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
            .contains(&text.to_lowercase().as_str());
    if plain {
        out.push_str(text);
    } else {
        out.push_str(&serde_json::Value::String(text.to_owned()).to_string());
    }
}
