//! A document that is nearly one that was read before: only what differs is read.
//!
//! In: a text, and another that was read, with its node. Out: the node that [`parse`](super::parse) would return, places
//! included; or nothing where more differs than scalars of one line, and then the text has to be read. Two versions of one
//! object are mostly like this: another image, another number.

use std::iter::Peekable;
use std::ops::Range;
use std::vec;

use memchr::memrchr;

use super::ordinary;
use crate::text::{FileId, Span};
use crate::yaml::{Node, Value};

/// A document that was read without a finding.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The text of its file.
    pub text: &'k str,
    /// Where the document begins in there.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it says.
    pub root: &'k Node,
}

/// Reads the document at `at` of a text, as far as it differs from one that is known.
pub fn parse_like(file: FileId, text: &str, at: Range<usize>, known: Known<'_>) -> Option<Node> {
    let old = known.text.as_bytes().get(known.start..known.end)?;
    let new = text.as_bytes().get(at.clone())?;
    // What these may begin ties places together, or says in one place what another means.
    if memchr::memchr3(b'&', b'*', b'!', old).is_some() {
        return None;
    }
    let mut reread = Reread {
        known: known.text,
        file,
        text,
        edits: edits(old, new, known.start)?.into_iter().peekable(),
        shift: at.start as isize - known.start as isize,
    };
    let mut root = known.root.clone();
    reread.node(&mut root)?;
    reread.edits.next().is_none().then_some(root)
}

/// A place at which two documents differ.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    /// Where, in the file of the one that is known; within one line.
    at: Range<usize>,
    /// How much longer it became.
    growth: isize,
}

/// Returns where two documents of as many lines differ, once for each line; the known one begins at `origin`. Characters that may be none of YAML are left to
/// who reads all of it.
fn edits(old: &[u8], new: &[u8], origin: usize) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let (mut from, mut shift) = (0, 0_isize);
    loop {
        let rest = [&old[from..], &new[from.checked_add_signed(shift)?..]];
        let same = common_prefix(rest[0], rest[1]);
        if same == rest[0].len() && same == rest[1].len() {
            return Some(edits);
        }
        let line = memrchr(b'\n', &rest[0][..same]).map_or(0, |newline| newline + 1);
        let lines = rest.map(|rest| {
            let length = memchr::memchr(b'\n', &rest[line..]);
            &rest[line..length.map_or(rest.len(), |length| line + length)]
        });
        if !lines[1].iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return None;
        }
        let before = same - line;
        let behind = [&lines[0][before..], &lines[1][before..]];
        // One has a line more.
        if behind == [b"", b""] {
            return None;
        }
        let after = common_suffix(behind[0], behind[1]);
        let growth = behind[1].len() as isize - behind[0].len() as isize;
        let start = origin + from + same;
        edits.push(Edit {
            at: start..start + behind[0].len() - after,
            growth,
        });
        from += same + behind[0].len();
        shift += growth;
    }
}

/// Returns how many bytes are the same from the start, as blocks first.
fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK));
    let same = BLOCK * blocks.take_while(|(one, other)| one == other).count();
    let rest = one[same..].iter().zip(&other[same..]);
    same + rest.take_while(|(one, other)| one == other).count()
}

fn common_suffix(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.iter().rev().zip(other.iter().rev());
    pairs.take_while(|(one, other)| one == other).count()
}

/// The way through a copy of the known node, in the order of the text.
struct Reread<'t> {
    known: &'t str,
    file: FileId,
    text: &'t str,
    edits: Peekable<vec::IntoIter<Edit>>,
    /// How much further behind the place is in the text that is read.
    shift: isize,
}

impl Reread<'_> {
    fn node(&mut self, node: &mut Node) -> Option<()> {
        let span = node.origin.span?;
        let start = self.moved(span.start)?;
        match &mut node.value {
            Value::Mapping(map) => {
                for (key, value) in map.entries_mut() {
                    let span = key.span?;
                    let start = self.moved(span.start)?;
                    key.span = Some(Span::new(self.file, start, self.moved(span.end)?));
                    self.node(value)?;
                }
            }
            Value::Sequence(items) => {
                for item in items {
                    self.node(item)?;
                }
            }
            _ => {
                if let Some(edit) = self.edit_within(span) {
                    self.scalar(node, span, start, &edit)?;
                    self.shift += edit.growth;
                }
            }
        }
        node.origin.span = Some(Span::new(self.file, start, self.moved(span.end)?));
        Some(())
    }

    /// Returns where a place of the known text is in the text; nothing where an edit before it has not been met, which
    /// is then no edit of a scalar.
    fn moved(&mut self, place: u32) -> Option<usize> {
        let place = place as usize;
        let is_missed = self.edits.peek().is_some_and(|edit| edit.at.start < place);
        match is_missed {
            true => None,
            false => place.checked_add_signed(self.shift),
        }
    }

    fn edit_within(&mut self, span: Span) -> Option<Edit> {
        let Range { start, end } = span.range();
        self.edits
            .next_if(|edit| start <= edit.at.start && edit.at.end <= end)
    }

    /// Reads a scalar anew. The known one is read, too: if that gives the same, it is a scalar of one line.
    fn scalar(&self, node: &mut Node, span: Span, start: usize, edit: &Edit) -> Option<()> {
        let was = ordinary::scalar(span.file, self.known, span.start as usize)?;
        let is_one_line = was.value == node.value && was.style == node.style;
        let new = ordinary::scalar(self.file, self.text, start)?;
        let length = (span.range().len()).checked_add_signed(edit.growth)?;
        let is_all = was.span() == Some(span) && new.span()?.range() == (start..start + length);
        *node = new;
        (is_one_line && is_all).then_some(())
    }
}

#[cfg(test)]
mod tests;
