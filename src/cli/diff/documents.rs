//! What two texts have in common: documents that stand letter by letter in both are read once, and of two versions of one
//! document only what differs is read twice.

use std::collections::VecDeque;
use std::ops::Range;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::FileId;
use crate::yaml::{Known, Node, parse_like};

/// Two texts and their documents.
pub(super) struct Common<'t> {
    before: &'t str,
    after: &'t str,
    /// The documents of the earlier text, and whether each is in the later one too.
    old: Vec<(Range<usize>, bool)>,
    /// Those of the later text, and what each has to do with the earlier one.
    new: Vec<(Range<usize>, Earlier)>,
}

/// What the earlier text has of a document of the later one.
enum Earlier {
    /// The very same.
    Same,
    /// Perhaps another version, which begins alike.
    Version(Range<usize>),
    Nothing,
}

impl<'t> Common<'t> {
    /// Compares the documents of two texts. Nothing where it is not sure that each stands for itself.
    pub(super) fn new(before: &'t str, after: &'t str) -> Option<Self> {
        if is_tied(before) || is_tied(after) {
            return None;
        }
        let (old, new) = (documents(before)?, documents(after)?);
        let mut at: FxHashMap<&str, usize> = FxHashMap::default();
        at.reserve(old.len());
        let firsts = old.iter().enumerate();
        let firsts: Vec<usize> = firsts
            .map(|(place, range)| *at.entry(&before[range.clone()]).or_insert(place))
            .collect();
        // An object that is there twice is told of.
        let is_twice = |(place, first): (usize, &usize)| {
            place != *first && head(&before[old[place].clone()]) != &before[old[place].clone()]
        };
        if firsts.iter().enumerate().any(is_twice) {
            return None;
        }
        let twins: Vec<Option<usize>> = new
            .iter()
            .map(|range| at.get(&after[range.clone()]).copied())
            .collect();
        let shared: FxHashSet<usize> = twins.iter().flatten().copied().collect();
        let old: Vec<(Range<usize>, bool)> = old
            .into_iter()
            .zip(firsts)
            .map(|(range, first)| (range, shared.contains(&first)))
            .collect();
        let mut versions = versions(before, &old);
        let mut earlier = |range: &Range<usize>| {
            let versions = versions.get_mut(head(&after[range.clone()]));
            match versions.and_then(VecDeque::pop_front) {
                Some(version) => Earlier::Version(version.clone()),
                None => Earlier::Nothing,
            }
        };
        let new = new
            .into_iter()
            .zip(twins)
            .map(|(range, twin)| match twin {
                Some(_) => (range, Earlier::Same),
                None => (range.clone(), earlier(&range)),
            })
            .collect();
        Some(Common {
            before,
            after,
            old,
            new,
        })
    }

    /// Returns the documents of the earlier text that are not shared, and have not been read; each place in it is where it
    /// was. Nothing where there is none.
    pub(super) fn rest(&self, read: &FxHashSet<usize>) -> Option<String> {
        let is_left =
            |(range, is_shared): &(Range<usize>, bool)| !is_shared && !read.contains(&range.start);
        if !self.old.iter().any(is_left) {
            return None;
        }
        let mut rest = String::with_capacity(self.before.len());
        for document in &self.old {
            let text = &self.before[document.0.clone()];
            if is_left(document) {
                rest.push_str(text);
                continue;
            }
            // Blanks alone would be a line of the literal block that the document before may end with.
            let mark = if text.starts_with(DASHES) { DASHES } else { "" };
            let line = text.strip_suffix('\n').unwrap_or(text);
            rest.push_str(mark);
            rest.extend(std::iter::repeat_n(' ', line.len() - mark.len()));
            rest.push_str(&text[line.len()..]);
        }
        Some(rest)
    }

    /// Returns whether the document around a place of the later text is shared.
    pub(super) fn is_shared(&self, at: usize) -> bool {
        matches!(self.around(at), Some((_, Earlier::Same)))
    }

    /// Reads the earlier version of the document that `root` is all of, and says where it begins; nothing where that takes to
    /// read all of it.
    pub(super) fn earlier(&self, file: FileId, root: &Node) -> Option<(usize, Node)> {
        let span = root.span()?.range();
        let (range, Earlier::Version(version)) = self.around(span.start)? else {
            return None;
        };
        // An item of a list is no document.
        let mut above = self.after[range.start..span.start].lines();
        if !above.all(|line| line.is_empty() || line == DASHES || line.starts_with('#')) {
            return None;
        }
        let known = Known {
            text: self.after,
            start: range.start,
            end: range.end,
            root,
        };
        let read = parse_like(file, self.before, version.clone(), known)?;
        Some((version.start, read))
    }

    fn around(&self, at: usize) -> Option<&(Range<usize>, Earlier)> {
        let behind = self.new.partition_point(|(range, _)| range.start <= at);
        self.new.get(behind.checked_sub(1)?)
    }
}

/// What a document begins with.
const DASHES: &str = "---";

/// Returns whether a directive, the mark of an end or an end of a line that is seen nowhere else may tie documents together.
fn is_tied(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |mark: &str| memmem::find(bytes, mark.as_bytes()).is_some();
    let is_alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    let text = text.trim_start_matches('\u{feff}');
    text.starts_with('%')
        || has("\n%")
        || has("\n...")
        || memchr::memchr_iter(b'\r', bytes).any(is_alone)
}

/// Returns the documents of a text, each with the line of dashes before it; nothing where dashes may begin a key.
fn documents(text: &str) -> Option<Vec<Range<usize>>> {
    let mut documents = Vec::new();
    let mut start = 0;
    for mark in memmem::find_iter(text.as_bytes(), "\n---") {
        let behind = text.as_bytes().get(mark + 1 + DASHES.len());
        if !matches!(behind, None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
            return None;
        }
        documents.push(start..mark + 1);
        start = mark + 1;
    }
    documents.push(start..text.len());
    Some(documents)
}

/// Returns the documents of the earlier text that are not shared, by what their versions begin with.
fn versions<'t, 'r>(
    before: &'t str,
    old: &'r [(Range<usize>, bool)],
) -> FxHashMap<&'t str, VecDeque<&'r Range<usize>>> {
    let mut versions: FxHashMap<_, VecDeque<_>> = FxHashMap::default();
    for (range, _) in old.iter().filter(|(_, is_shared)| !is_shared) {
        let head = head(&before[range.clone()]);
        versions.entry(head).or_default().push_back(range);
    }
    versions
}

/// Returns what the versions of an object have in common, wherever it is written first: all down to its name.
fn head(document: &str) -> &str {
    let Some(name) = memmem::find(document.as_bytes(), b"name:") else {
        return document;
    };
    let line = memchr::memchr(b'\n', &document.as_bytes()[name..]);
    line.map_or(document, |length| &document[..name + length])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::yaml;

    #[test]
    fn what_is_shared_is_blank_and_the_rest_is_where_it_was() {
        let (before, after) = (
            "a: 1\n---\nb: é\n---\nc: 3\n",
            "a: 2\n---\nb: é\n---\nc: 4\n",
        );
        let common = Common::new(before, after).unwrap();
        let rest = common.rest(&FxHashSet::default()).unwrap();
        assert_eq!(rest, "a: 1\n---      \n---\nc: 3\n");
        assert_eq!(rest.len(), before.len());
        let shared: Vec<bool> = [0, 5, 10, 16, 22].map(|at| common.is_shared(at)).into();
        assert_eq!(shared, [false, true, true, false, false]);
        let read = FxHashSet::from_iter([0, 15]);
        assert_eq!(common.rest(&read), None);
    }

    #[test]
    fn what_may_tie_documents_together_is_left_to_who_reads_all() {
        for text in [
            "a: 1\n...\n%YAML 1.2\n---\nb: 1\n",
            "%TAG ! tag:yaml.org,2002:\n---\na: !str 1\n",
            "a: 1\n---b: 1\n",
            "a: 1\r---\rb: 1\n",
            "name: a\nb: 1\n---\n---\nname: a\nb: 1\n---\nname: a\nb: 1\n",
        ] {
            assert!(Common::new(text, "a: 1\n").is_none(), "{text:?}");
        }
        let separate = "a: 1\r\n---\r\nb: 1\n--- # c\nd: 1\n---\n---\n---";
        assert!(Common::new(separate, "a: 1\n").is_some());
    }

    /// Reads the earlier versions of the documents of a text, and says for each whether that is what it says alone.
    fn earlier(before: &str, after: &str) -> Vec<Option<bool>> {
        let sources = Sources::default();
        let (old, new) = (sources.add("old", before), sources.add("new", after));
        let common = Common::new(before, after).unwrap();
        let alone: Vec<String> = yaml::parse(old, before)
            .0
            .iter()
            .map(|document| format!("{:?}", document.root))
            .collect();
        let (documents, _) = yaml::parse(new, after);
        documents
            .iter()
            .map(|document| common.earlier(old, &document.root))
            .map(|root| Some(alone.contains(&format!("{:?}", root?.1))))
            .collect()
    }

    #[test]
    fn the_earlier_version_is_read_with_the_help_of_the_later_one() {
        let before = "# c\nkind: A\nname: a\nb: 1\n---\nkind: B\nname: b\nc: 1\n---\nkind: C\nname: c\nd: 1\n";
        let after = "# c\nkind: A\nname: a\nb: 12\n---\nkind: C\nname: c\nd: 13\n";
        assert_eq!(earlier(before, after), [Some(true); 2]);
        let more_lines = after.replace("d: 13", "d: 1\ne: 2");
        assert_eq!(earlier(before, &more_lines), [Some(true), None]);
        let other_name = after.replace("name: a", "name: z");
        assert_eq!(earlier(before, &other_name), [None, Some(true)]);
    }

    #[test]
    fn an_item_of_a_list_is_no_document() {
        let list = "kind: List\nitems:\n- name: a\n  b: 1\n";
        let changed = list.replace('1', "2");
        let sources = Sources::default();
        let (old, new) = (sources.add("old", list), sources.add("new", &*changed));
        let (documents, _) = yaml::parse(new, &changed);
        let items = documents[0].root.get("items").and_then(Node::as_list);
        let common = Common::new(list, &changed).unwrap();
        assert_eq!(common.earlier(old, &items.unwrap()[0]), None);
        assert!(common.earlier(old, &documents[0].root).is_some());
    }
}
