//! Names and values inside half a sentence.

use std::fmt::Display;

use crate::yaml::Node;

/// How many names are told; of the rest only the number.
const TOLD: usize = 3;

/// Returns `` `a`, `b` and 3 more``.
pub(super) fn names<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let all: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let (told, rest) = all.split_at(all.len().min(TOLD));
    let told = told.join(", ");
    match rest.len() {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}

/// Returns a number and what is counted: `1 pod`, `3 pods`.
pub(super) fn count(number: usize, one: &str, more: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {more}"),
    }
}

/// Returns a value in backticks, or `nothing`.
pub(super) fn value(node: Option<&Node>) -> String {
    match node.and_then(Node::to_text) {
        Some(text) => format!("`{text}`"),
        None => match node {
            Some(node) => format!("`{}`", node.brief()),
            None => "nothing".to_owned(),
        },
    }
}

/// Returns the elements of a list; none where there is no list.
pub(super) fn items(list: Option<&Node>) -> &[Node] {
    list.and_then(Node::as_list).unwrap_or_default()
}

/// Returns the text at a place.
pub(super) fn text<'n>(node: Option<&'n Node>, keys: &[&str]) -> Option<&'n str> {
    node?.at(keys)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_counted() {
        assert_eq!(names(["a"]), "`a`");
        assert_eq!(names(["a", "b", "c"]), "`a`, `b`, `c`");
        assert_eq!(names(["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
    }
}
