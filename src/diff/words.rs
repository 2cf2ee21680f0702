//! Names and values inside half a sentence.

use std::fmt::Display;

use crate::yaml::Node;

/// How many names are told; of the rest only the number.
const TOLD: usize = 3;

/// Returns `a`, `a and b`, `a, b and c`, or `a, b, c and 4 more`.
pub(super) fn list<T: Display>(items: &[T]) -> String {
    joined(items, T::to_string)
}

/// Returns the same in backticks: `` `a` and `b` ``.
pub(super) fn ticked<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    joined(names, |name| format!("`{name}`"))
}

/// Joins the words for the first items, and counts the others.
fn joined<T>(items: impl IntoIterator<Item = T>, word: impl Fn(T) -> String) -> String {
    let mut items = items.into_iter();
    let mut words: Vec<String> = items.by_ref().take(TOLD).map(word).collect();
    let more = items.count();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
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

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn a_long_list_ends_in_a_number() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }
}
