//! Nodes to text, byte for byte as `kustomize build` prints them.
//!
//! kustomize hands each resource to Go's JSON and that to `sigs.k8s.io/yaml`, whose printer is go-yaml v2. Its ways are
//! kept here to the byte: keys in their natural order (`a2` before `a10`), lists at the indentation of their key, lines
//! folded at the first blank behind column 80, text of several lines in `|` blocks, and the quotes that it chooses.
//! Numbers are those that are left of them after the way through JSON: `1.0` is `1`, `1e3` is `1000`.
//!
//! The node is not changed: its maps keep their order, only their printing is sorted. Three things that kustomize
//! refuses to print are printed all the same, for others to refuse before: `.nan` and `.inf`, the characters U+007F,
//! U+FFFE and U+FFFF, and keys of more than a thousand characters. A next line (U+0085), which kustomize loses on the
//! way, is kept.

mod order;
mod quotes;
mod scalars;

use super::spaces;
use crate::yaml::go_numbers;
use crate::yaml::mapping::Mapping;
use crate::yaml::node::{Entry, Node, Value};
use quotes::Style;

/// Returns the node as one document, without `---`.
pub fn document(node: &Node) -> String {
    let mut out = String::with_capacity(1024);
    write(&mut out, node);
    out
}

/// Appends the node as one document.
pub fn write(out: &mut String, node: &Node) {
    let mut printer = Printer {
        line: out.len(),
        out,
        sorted: Vec::new(),
    };
    match &node.value {
        Value::Mapping(map) if !map.is_empty() => printer.mapping(map, 0),
        Value::Sequence(items) if !items.is_empty() => printer.sequence(items, 0),
        value => printer.scalar(value, INDENT),
    }
}

/// The indentation of a collection below the one around it, and of text below its key or dash.
const INDENT: usize = 2;

/// Longer keys, and those of several lines, are written with `?`.
const SIMPLE_KEY: usize = 128;

struct Printer<'o, 'n> {
    out: &'o mut String,
    /// Where the present line begins in `out`.
    line: usize,
    /// The entries of all open maps in the order of printing, one map behind the other.
    sorted: Vec<&'n Entry>,
}

impl<'n> Printer<'_, 'n> {
    /// Writes entries, each on its own line; the first one goes on where the line stands.
    fn mapping(&mut self, map: &'n Mapping, indent: usize) {
        let first = self.sorted.len();
        self.sorted.extend(map);
        order::sort(&mut self.sorted[first..]);
        for at in first..first + map.len() {
            if at > first {
                spaces(self.out, indent);
            }
            let entry = self.sorted[at];
            let explicit = self.key(&entry.key.name, indent);
            match &entry.value.value {
                Value::Mapping(map) if !map.is_empty() => {
                    self.below(indent + INDENT, explicit);
                    self.mapping(map, indent + INDENT);
                }
                Value::Sequence(items) if !items.is_empty() => {
                    // Only behind a `?` are lists indented.
                    let indent = if explicit { indent + INDENT } else { indent };
                    self.below(indent, explicit);
                    self.sequence(items, indent);
                }
                value => {
                    self.out.push(' ');
                    self.scalar(value, indent + INDENT);
                }
            }
        }
        self.sorted.truncate(first);
    }

    /// Goes to where a collection begins: on the line of a `:` that stands alone, otherwise on the next line.
    fn below(&mut self, indent: usize, explicit: bool) {
        if explicit {
            self.out.push(' ');
        } else {
            self.end_line();
            spaces(self.out, indent);
        }
    }

    /// Writes items, each on its own line; the first one goes on where the line stands.
    fn sequence(&mut self, items: &'n [Node], indent: usize) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                spaces(self.out, indent);
            }
            self.out.push_str("- ");
            match &item.value {
                Value::Mapping(map) if !map.is_empty() => self.mapping(map, indent + INDENT),
                Value::Sequence(items) if !items.is_empty() => {
                    self.sequence(items, indent + INDENT);
                }
                value => self.scalar(value, indent + INDENT),
            }
        }
    }

    /// Writes a key and its colon. Returns whether the colon stands on a line of its own.
    fn key(&mut self, name: &str, indent: usize) -> bool {
        let shape = quotes::shape(name);
        let simple = !shape.multiline && name.len() <= SIMPLE_KEY;
        if simple {
            scalars::flow(self.out, name, shape.style, None);
        } else {
            self.out.push_str("? ");
            self.text(name, shape.style, indent + INDENT);
            spaces(self.out, indent);
        }
        self.out.push(':');
        !simple
    }

    /// Writes a scalar, or an empty collection, and the end of its line. Lines of text are indented by `indent`.
    fn scalar(&mut self, value: &Value, indent: usize) {
        use std::fmt::Write;
        let written = match value {
            Value::Null => self.out.write_str("null"),
            Value::Bool(truth) => write!(self.out, "{truth}"),
            Value::Int(number) => write!(self.out, "{number}"),
            Value::UInt(number) => write!(self.out, "{number}"),
            Value::Float(number) => self.out.write_str(&go_numbers::yaml(*number)),
            Value::String(text) => return self.text(text, quotes::shape(text).style, indent),
            Value::Sequence(_) => self.out.write_str("[]"),
            Value::Mapping(_) => self.out.write_str("{}"),
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
        self.end_line();
    }

    /// Writes a string and the end of its line.
    fn text(&mut self, text: &str, style: Style, indent: usize) {
        if style == Style::Literal {
            scalars::literal(self.out, text, indent);
            self.line = self.out.len();
            return;
        }
        // Most strings end long before the column from which on lines are folded.
        let is_short = self.out.len() - self.line + text.len() <= scalars::WIDTH;
        let fold = (style != Style::Plain || !is_short).then(|| scalars::Fold {
            column: self.out[self.line..].chars().count(),
            indent,
        });
        scalars::flow(self.out, text, style, fold);
        self.end_line();
    }

    fn end_line(&mut self) {
        self.out.push('\n');
        self.line = self.out.len();
    }
}

#[cfg(test)]
mod tests;
