//! Numbers and lists in sentences.

use std::fmt::Display;

use crate::yaml::Node;

/// Returns `1 pod` or `3 pods`.
pub(super) fn count(number: i64, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

/// Returns `a`, `a and b`, `a, b and c`, or `a, b, c and 4 more`.
pub(super) fn list<T: Display>(items: &[T]) -> String {
    const SHOWN: usize = 3;
    let mut words: Vec<String> = items.iter().take(SHOWN).map(T::to_string).collect();
    if items.len() > SHOWN {
        words.push(format!("{} more", items.len() - SHOWN));
    }
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

/// Returns the same in backticks: `` `a` and `b` ``.
pub(super) fn ticked<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items = items.into_iter().map(|item| format!("`{item}`"));
    list(&items.collect::<Vec<_>>())
}

/// Returns a value in backticks, or `nothing`.
pub(super) fn value(node: Option<&Node>) -> String {
    node.map_or_else(
        || "nothing".to_owned(),
        |node| format!("`{}`", node.to_text().unwrap_or_else(|| node.brief())),
    )
}

#[cfg(test)]
mod tests {
    use super::{count, list};

    #[test]
    fn a_long_list_ends_in_a_number() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        assert_eq!(
            (count(1, "pod"), count(0, "pod")),
            ("1 pod".into(), "0 pods".into())
        );
    }
}
