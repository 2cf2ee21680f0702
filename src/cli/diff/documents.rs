//! Documents that stand letter by letter in two texts: they are read once, however large the texts are.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashSet;

/// Two texts, and which documents of the later one are in the earlier one too.
pub(super) struct Common<'t> {
    before: &'t str,
    shared: FxHashSet<&'t str>,
    /// Where the documents of the later text begin, and whether each is shared.
    starts: Vec<(usize, bool)>,
}

impl<'t> Common<'t> {
    /// Compares the documents of two texts. Nothing where a directive or the mark of an end may tie them to others.
    pub(super) fn new(before: &'t str, after: &'t str) -> Option<Self> {
        let has = |text: &str, mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
        let is_tied = |text: &str| has(text, "\n%") || has(text, "\n...");
        if is_tied(before) || is_tied(after) {
            return None;
        }
        let old: FxHashSet<&str> = documents(before).map(|range| &before[range]).collect();
        let mut shared = FxHashSet::default();
        let mut starts = Vec::new();
        for range in documents(after) {
            let text = &after[range.clone()];
            let is_shared = old.contains(text);
            if is_shared {
                shared.insert(text);
            }
            starts.push((range.start, is_shared));
        }
        Some(Common {
            before,
            shared,
            starts,
        })
    }

    /// Returns the earlier text with a line of blanks for each document that is shared, so that every place in it is
    /// where it was.
    pub(super) fn rest(&self) -> String {
        let mut rest = String::with_capacity(self.before.len());
        for range in documents(self.before) {
            let text = &self.before[range];
            if !self.shared.contains(text) {
                rest.push_str(text);
                continue;
            }
            let line = text.strip_suffix('\n').unwrap_or(text);
            rest.extend(std::iter::repeat_n(' ', line.len()));
            rest.push_str(&text[line.len()..]);
        }
        rest
    }

    /// Returns whether the document around a place of the later text is shared.
    pub(super) fn is_shared(&self, at: usize) -> bool {
        let behind = self.starts.partition_point(|(start, _)| *start <= at);
        let document = behind.checked_sub(1).and_then(|last| self.starts.get(last));
        document.is_some_and(|(_, is_shared)| *is_shared)
    }
}

/// Returns the documents of a text, each with the line of dashes before it.
fn documents(text: &str) -> impl Iterator<Item = Range<usize>> {
    let marks = memmem::find_iter(text.as_bytes(), "\n---").map(|at| at + 1);
    let ends = marks.clone().chain([text.len()]);
    std::iter::once(0)
        .chain(marks)
        .zip(ends)
        .map(|(start, end)| start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_blank_and_the_rest_is_where_it_was() {
        let (before, after) = (
            "a: 1\n---\nb: é\n---\nc: 3\n",
            "a: 2\n---\nb: é\n---\nc: 4\n",
        );
        let common = Common::new(before, after).unwrap();
        assert_eq!(common.rest(), "a: 1\n         \n---\nc: 3\n");
        assert_eq!(common.rest().len(), before.len());
        let shared: Vec<bool> = [0, 5, 10, 16, 22].map(|at| common.is_shared(at)).into();
        assert_eq!(shared, [false, true, true, false, false]);
    }

    #[test]
    fn a_directive_ties_documents_together() {
        assert!(Common::new("a: 1\n...\n%YAML 1.2\n---\nb: 1\n", "a: 1\n").is_none());
    }
}
