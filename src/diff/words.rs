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
    let words = items.by_ref().take(TOLD).map(word).collect();
    and_more(words, items.count())
}

fn and_more(mut words: Vec<String>, more: usize) -> String {
    if more > 0 {
        words.push(format!("{more} more"));
    }
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

/// The names that a reason tells of many, and how many the others are; it prints as [`ticked`] does.
#[derive(Clone, Debug, Default)]
pub(super) struct Few {
    told: Vec<String>,
    more: usize,
}

impl Few {
    /// Returns whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Adds one more.
    pub(super) fn push(&mut self, name: impl Display) {
        match self.told.len() < TOLD {
            true => self.told.push(format!("`{name}`")),
            false => self.more += 1,
        }
    }
}

impl<T: Display> FromIterator<T> for Few {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let mut few = Few::default();
        names.into_iter().for_each(|name| few.push(name));
        few
    }
}

impl Display for Few {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&and_more(self.told.clone(), self.more))
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
