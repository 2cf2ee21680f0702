//! What is known of where one value comes from, and what the text around it says.

use std::collections::{BTreeMap, BTreeSet};
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

/// Returns the line of the key `name` whose value holds what stands at `at`: on the same line, as `name: {…}`, or above
/// and less indented.
pub(super) fn list_above(text: &str, at: usize, name: &str) -> Option<usize> {
    let before = text.get(..at)?;
    let number = before.matches('\n').count();
    let lines: Vec<&str> = text.lines().take(number + 1).collect();
    let (own, above) = lines.split_last()?;
    let column = at - before.rfind('\n').map_or(0, |newline| newline + 1);
    let opened = own.get(..column)?.find(['{', '[']);
    if let Some(opened) = opened
        && key(own.get(..opened)?) == Some(name)
    {
        return Some(number + 1);
    }
    let (mut depth, mut is_item) = (indent(own), is_item(own));
    for (line, text) in above.iter().enumerate().rev() {
        let content = text.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let inner = indent(text);
        if inner < depth || is_item && inner == depth && !self::is_item(text) {
            if key(text) == Some(name) {
                return Some(line + 1);
            }
            (depth, is_item) = (inner, self::is_item(text));
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

/// Returns the one variable of the environment that the expressions of a text name, without `env.`; nothing where they name
/// several things.
pub(super) fn named_variable(text: &str) -> Option<String> {
    if !expression::any(text) {
        return None;
    }
    let mut found = BTreeSet::new();
    for part in expression::parts(text) {
        if let Part::Expression(range) = part {
            found.extend(names(&text[expression::inner(text, &range)]));
        }
    }
    let only = found.pop_first().filter(|_| found.is_empty())?;
    only.strip_prefix("env.").map(str::to_owned)
}

/// Returns the dotted names of an expression that begin with something the specs define.
fn names(expression: &str) -> impl Iterator<Item = String> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    let words = expression.split(move |letter| !is_name(letter));
    let roots = ["env.", "cluster.", "app.", "database."];
    words
        .filter(move |word| roots.iter().any(|root| word.starts_with(root)))
        .map(|word| word.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_above_an_element_is_found_however_it_is_written() {
        let text = "spec:\n  env:\n\n    # One.\n    A: x\n    B: y\n  labels: {team: checkout}\n  args:\n  - name: z\n    value: w\n";
        let line = |what: &str, name: &str| list_above(text, text.find(what).unwrap(), name);
        assert_eq!(line("x", "env"), Some(2));
        assert_eq!(line("y", "env"), Some(2));
        assert_eq!(line("checkout", "labels"), Some(7));
        assert_eq!(line("z", "args"), Some(8));
        assert_eq!(line("w", "args"), Some(8));
        assert_eq!(line("y", "labels"), None);
    }

    #[test]
    fn a_variable_is_named_where_it_is_the_only_one() {
        let variable = |text| named_variable(text);
        assert_eq!(
            variable("https://${env.payments.host}/"),
            Some("payments.host".into())
        );
        assert_eq!(variable("${env.a}-${env.b}"), None);
        assert_eq!(variable("${env.a ~ cluster.b}"), None);
        assert_eq!(variable("${app.api.host}"), None);
        assert_eq!(variable("env.a"), None);
    }
}
