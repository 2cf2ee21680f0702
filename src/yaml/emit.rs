//! Nodes to text.
//!
//! Block style, two spaces, lists at the indentation of their key, keys in the order they have: what `kubectl` and
//! `kustomize` print, but for strings. A string that any reader of YAML 1.1, YAML 1.2, go-yaml or PyYAML would take for
//! something else is in double quotes, as a key too, and lines are never folded. Text of several lines is a `|` block
//! where every reader gives it back unchanged. Comments and styles of the source are not kept.

pub mod go_yaml;

use super::mapping::Mapping;
use super::node::{Node, Value};
use super::scalar;

/// Returns the node as one document, with a final newline and without `---`.
pub fn document(node: &Node) -> String {
    let mut out = String::with_capacity(1024);
    write(&mut out, node);
    out
}

/// Appends the node as one document.
pub fn write(out: &mut String, node: &Node) {
    match &node.value {
        Value::Mapping(map) if !map.is_empty() => mapping(out, map, 0, false),
        Value::Sequence(items) if !items.is_empty() => sequence(out, items, 0, false),
        // A block at the root would have to be indented, and readers differ there.
        Value::String(text) => {
            flow_string(out, text);
            out.push('\n');
        }
        value => {
            inline(out, value);
            out.push('\n');
        }
    }
}

/// Writes entries, each on its own line; the first one goes on where the line stands if `started`.
fn mapping(out: &mut String, map: &Mapping, indent: usize, started: bool) {
    for (at, entry) in map.iter().enumerate() {
        if at > 0 || !started {
            spaces(out, indent);
        }
        key(out, &entry.key.name, indent);
        match &entry.value.value {
            Value::Mapping(map) if !map.is_empty() => {
                out.push('\n');
                mapping(out, map, indent + 2, false);
            }
            Value::Sequence(items) if !items.is_empty() => {
                out.push('\n');
                sequence(out, items, indent, false);
            }
            value => {
                out.push(' ');
                scalar(out, value, indent + 2);
            }
        }
    }
}

fn sequence(out: &mut String, items: &[Node], indent: usize, started: bool) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 || !started {
            spaces(out, indent);
        }
        out.push_str("- ");
        match &item.value {
            Value::Mapping(map) if !map.is_empty() => mapping(out, map, indent + 2, true),
            Value::Sequence(items) if !items.is_empty() => sequence(out, items, indent + 2, true),
            value => scalar(out, value, indent + 2),
        }
    }
}

fn spaces(out: &mut String, count: usize) {
    const SPACES: &str = "                                                                ";
    let mut left = count;
    while left > 0 {
        let some = left.min(SPACES.len());
        out.push_str(&SPACES[..some]);
        left -= some;
    }
}

/// YAML lets a reader look 1,024 characters ahead for the `:` behind a key; libyaml writes longer ones than 128 with `?`.
const SIMPLE_KEY: usize = 128;

fn key(out: &mut String, name: &str, indent: usize) {
    if name.len() <= SIMPLE_KEY {
        flow_string(out, name);
    } else {
        out.push_str("? ");
        flow_string(out, name);
        out.push('\n');
        spaces(out, indent);
    }
    out.push(':');
}

/// Writes a scalar, or an empty collection, and the end of its line; a block is indented by `indent`.
fn scalar(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(text) if text.contains('\n') && is_block_safe(text) => {
            block(out, text, indent);
            return;
        }
        value => inline(out, value),
    }
    out.push('\n');
}

fn inline(out: &mut String, value: &Value) {
    use std::fmt::Write;
    let written = match value {
        Value::Null => out.write_str("null"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::UInt(number) => write!(out, "{number}"),
        Value::Float(number) => out.write_str(&float(*number)),
        Value::String(text) => {
            flow_string(out, text);
            Ok(())
        }
        Value::Sequence(_) => out.write_str("[]"),
        Value::Mapping(_) => out.write_str("{}"),
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// Returns a number so that every reader gets the same one back: whole numbers without a fraction, as Kubernetes prints
/// them, and exponents with a point, without which PyYAML sees a string.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let size = number.abs();
    if number == 0.0 && number.is_sign_negative() {
        return "-0.0".to_owned();
    }
    if number == 0.0 || (1e-5..1e15).contains(&size) {
        return format!("{number}");
    }
    let short = format!("{number:e}");
    let (digits, exponent) = short.split_once('e').unwrap_or((&short, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}{point}e{sign}{exponent:0>2}")
}

/// Writes a string on one line, plain where that is safe.
fn flow_string(out: &mut String, text: &str) {
    if is_plain_safe(text) {
        out.push_str(text);
    } else {
        double_quoted(out, text);
    }
}

/// Whether every reader takes the text, written plain in block context, for this very string.
fn is_plain_safe(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if last == b' ' || last == b':' {
        return false;
    }
    let starts = match first {
        b' ' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>'
        | b'\'' | b'"' | b'%' | b'@' | b'`' => false,
        b'-' | b'?' | b':' => bytes.get(1).is_some_and(|second| *second != b' '),
        _ => true,
    };
    if !starts || text.starts_with("---") || text.starts_with("...") {
        return false;
    }
    let mut before = 0;
    for &byte in bytes {
        let breaks = match CLASS[byte as usize] {
            Class::Usual => false,
            Class::Colon => false,
            Class::Space => before == b':',
            Class::Hash => before == b' ',
            Class::Never => true,
            // Beyond ASCII characters have to be looked at, not bytes.
            Class::Wide => {
                return text.chars().all(is_printable)
                    && !breaks_plain(text)
                    && !scalar::is_ambiguous(text);
            }
        };
        if breaks {
            return false;
        }
        before = byte;
    }
    !scalar::is_ambiguous(text)
}

fn breaks_plain(text: &str) -> bool {
    text.contains(": ") || text.contains(" #")
}

/// What a byte may do inside a plain scalar.
#[derive(Clone, Copy)]
enum Class {
    Usual,
    Colon,
    Space,
    Hash,
    Never,
    Wide,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Usual; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 || byte == 0x7f {
            table[byte] = Class::Never;
        } else if byte >= 0x80 {
            table[byte] = Class::Wide;
        }
        byte += 1;
    }
    table[b':' as usize] = Class::Colon;
    table[b' ' as usize] = Class::Space;
    table[b'#' as usize] = Class::Hash;
    table
};

/// Whether the character stands for itself, seen by people and by every reader. Astral characters are not plain for Go;
/// invisible ones could hide what a manifest says.
fn is_printable(character: char) -> bool {
    !must_escape(character) && character <= '\u{ffff}'
}

/// Returns whether a character is not seen by people: it moves the cursor, turns the direction, or is no character at all.
pub fn must_escape(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}'
        | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

fn double_quoted(out: &mut String, text: &str) {
    use std::fmt::Write;
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || must_escape(c)) {
        out.push_str(&rest[..at]);
        let Some(character) = rest[at..].chars().next() else {
            break;
        };
        let written = match character {
            '"' => out.write_str("\\\""),
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\t' => out.write_str("\\t"),
            '\r' => out.write_str("\\r"),
            _ if (character as u32) < 0x100 => write!(out, "\\x{:02x}", character as u32),
            _ => write!(out, "\\u{:04x}", character as u32),
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
        rest = &rest[at + character.len_utf8()..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Whether a `|` block gives back the text of several lines in every reader: the first line shows the indentation, no
/// line ends in a blank, and every character is printable. Tabs inside lines are safe.
fn is_block_safe(text: &str) -> bool {
    let bytes = text.as_bytes();
    if matches!(bytes.first(), Some(b' ' | b'\n' | b'\t'))
        || matches!(bytes.last(), Some(b' ' | b'\t'))
    {
        return false;
    }
    let mut before = 0;
    let mut ascii = true;
    for &byte in bytes {
        match byte {
            b'\n' if before == b' ' || before == b'\t' => return false,
            b'\n' | b'\t' => {}
            0..0x20 | 0x7f => return false,
            0x80.. => ascii = false,
            _ => {}
        }
        before = byte;
    }
    ascii
        || text
            .chars()
            .all(|c| matches!(c, '\n' | '\t') || !must_escape(c))
}

fn block(out: &mut String, text: &str, indent: usize) {
    let content = text.trim_end_matches('\n');
    out.push_str(match text.len() - content.len() {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    for line in content.split('\n') {
        if !line.is_empty() {
            spaces(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
    // The first newline behind the content is there already.
    out.extend(text[content.len()..].chars().skip(1));
}

#[cfg(test)]
mod tests;
