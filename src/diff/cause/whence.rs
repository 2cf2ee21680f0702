//! What is known of where one value comes from, and what the text around it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::load::expression::{self, Part};
use crate::text::{FileId, Span};
use crate::yaml::{Node, Origin, Value};

/// Where a field that differs comes from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::diff) enum Whence {
    /// The value after has an origin.
    Set(Origin),
    /// There is no value after: it is gone from a map or a list.
    Gone {
        /// The origin of the map or list.
        from: Origin,
        /// The first and the last place of what it still has, in each file.
        beside: Arc<[(Span, Span)]>,
    },
}

impl Whence {
    /// Returns where a value comes from: of the first thing in it that somebody wrote, since of the rest nobody decided
    /// anything.
    pub(in crate::diff) fn set(value: &Node) -> Self {
        let leaf = written(value).unwrap_or_else(|| first(value));
        Whence::Set(leaf.origin.clone())
    }

    /// Returns what something is gone from.
    pub(in crate::diff) fn gone(from: &Node) -> Self {
        let mut beside: BTreeMap<FileId, (Span, Span)> = BTreeMap::new();
        for place in children(from).filter_map(|node| written(node)?.span()) {
            let ends = beside.entry(place.file).or_insert((place, place));
            if place.start < ends.0.start {
                ends.0 = place;
            } else if place.start > ends.1.start {
                ends.1 = place;
            }
        }
        Whence::Gone {
            from: from.origin.clone(),
            beside: beside.into_values().collect(),
        }
    }
}

/// Returns the first leaf that stands in a file.
fn written(node: &Node) -> Option<&Node> {
    let mut below = children(node).peekable();
    match below.peek() {
        None => node.span().map(|_| node),
        Some(_) => below.find_map(written),
    }
}

/// Returns the first leaf.
fn first(node: &Node) -> &Node {
    children(node).next().map_or(node, first)
}

fn children(node: &Node) -> impl Iterator<Item = &Node> {
    let (items, map) = match &node.value {
        Value::Sequence(items) => (Some(items), None),
        Value::Mapping(map) => (None, Some(map)),
        _ => (None, None),
    };
    let values = map.into_iter().flatten().map(|entry| &entry.value);
    items.into_iter().flatten().chain(values)
}

/// Returns where the line begins of the key `name` whose value holds what stands at `at`: on the same line, as
/// `name: {…}`, or above and less indented.
pub(super) fn list_above(text: &str, at: usize, name: &str) -> Option<usize> {
    let mut lines = text.get(..at)?.rsplit('\n');
    let own = lines.next()?;
    let mut start = at - own.len();
    let opened = own.find(['{', '[']);
    if opened.is_some_and(|opened| key(&own[..opened]) == Some(name)) {
        return Some(start);
    }
    let (mut depth, mut is_item) = (indent(own), is_item(own));
    for line in lines {
        // Nothing holds what stands at the top.
        if depth == 0 && !is_item {
            return None;
        }
        start -= line.len() + 1;
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let inner = indent(line);
        if inner < depth || is_item && inner == depth && !self::is_item(line) {
            if key(line) == Some(name) {
                return Some(start);
            }
            (depth, is_item) = (inner, self::is_item(line));
        }
    }
    None
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

/// Returns the key that a line begins with.
fn key(line: &str) -> Option<&str> {
    let content = line.trim_start().trim_start_matches("- ");
    let (key, _) = content.split_once(':')?;
    Some(key.trim().trim_matches(['"', '\'']))
}

/// A value as it is written, with one variable of the environment in it: `api.${env.domain}`.
pub(super) struct Around<'t> {
    prefix: &'t str,
    /// The variable, without `env.`.
    pub(super) name: &'t str,
    suffix: &'t str,
}

impl<'t> Around<'t> {
    /// Reads what stands in a file; nothing where it is anything else.
    pub(super) fn read(source: &'t str) -> Option<Self> {
        let mut text = source.trim();
        for quote in ['"', '\''] {
            let inner = text.strip_prefix(quote);
            text = inner
                .and_then(|text| text.strip_suffix(quote))
                .unwrap_or(text);
        }
        let parts = expression::parts(text);
        let mut expressions = parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Expression(range) => Some(Some(range)),
            _ => Some(None),
        });
        let range = expressions.next()??;
        let name = text[expression::inner(text, range)]
            .trim()
            .strip_prefix("env.")?;
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
        let is_only = expressions.next().is_none() && name.chars().all(is_name);
        is_only.then(|| Around {
            prefix: &text[..range.start],
            name,
            suffix: &text[range.end..],
        })
    }

    /// Returns what a value has in place of the variable; nothing where the text around that is another one.
    pub(super) fn holds<'v>(&self, value: &'v str) -> Option<&'v str> {
        value.strip_prefix(self.prefix)?.strip_suffix(self.suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_above_an_element_is_found_however_it_is_written() {
        let text = "spec:\n  env:\n\n    # One.\n    A: x\n    B: y\n  labels: {team: checkout}\n  args:\n  - name: z\n    value: w\n";
        let line = |what: &str, name: &str| {
            let start = list_above(text, text.find(what).unwrap(), name)?;
            Some(text[..start].matches('\n').count() + 1)
        };
        assert_eq!(line("x", "env"), Some(2));
        assert_eq!(line("y", "env"), Some(2));
        assert_eq!(line("checkout", "labels"), Some(7));
        assert_eq!(line("z", "args"), Some(8));
        assert_eq!(line("w", "args"), Some(8));
        assert_eq!(line("y", "labels"), None);
    }

    #[test]
    fn a_value_is_taken_apart_around_its_only_variable() {
        let read = |text| Around::read(text).map(|part| (part.prefix, part.name, part.suffix));
        let expected = Some(("https://", "payments.host", "/"));
        assert_eq!(read("\"https://${env.payments.host}/\""), expected);
        assert_eq!(read("${ env.a }"), Some(("", "a", "")));
        for text in [
            "${env.a}-${env.b}",
            "${env.a ~ env.b}",
            "${env.a}$${b}",
            "${app.api.host}",
            "env.a",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let part = Around::read("api.${env.domain}").unwrap();
        assert_eq!(part.holds("api.example.com"), Some("example.com"));
        assert_eq!(part.holds("apis.example.com"), None);
    }
}
