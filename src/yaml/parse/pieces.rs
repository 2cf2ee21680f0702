//! Long texts in pieces, which threads read side by side.
//!
//! In: a text. Out: its documents and findings, as if it was read from its beginning to its end; or nothing where one piece is
//! not [ordinary](super::ordinary). A piece begins with a line of dashes: in ordinary YAML, nothing goes on behind it.

use std::ops::Range;

use memchr::memmem;
use rayon::prelude::*;

use super::{Document, MAX_FINDINGS, Meaning, Stream, ordinary};
use crate::diag::Diagnostic;
use crate::text::FileId;

/// A piece has at least so many bytes: below, to share the work is more work.
const LEAST: usize = 256 << 10;

/// Reads ordinary YAML of at most so many nodes.
pub(super) fn read(
    file: FileId,
    text: &str,
    meaning: Meaning,
    nodes: usize,
) -> Option<(Vec<Document>, Vec<Diagnostic>)> {
    let read = |piece: Range<usize>| {
        let mut stream = Stream::new(file, &text[..piece.end], meaning, nodes);
        let outcome = ordinary::read(&text[..piece.end], piece.start, &mut stream);
        outcome.is_ok().then_some(stream)
    };
    if text.len() < 2 * LEAST {
        let stream = read(0..text.len())?;
        return Some((stream.documents, stream.findings.into_list()));
    }
    let pieces = pieces(text, LEAST);
    let streams: Option<Vec<Stream<'_>>> = pieces.into_par_iter().map(read).collect();
    let streams = streams?;
    // What is too much is told where it begins to be, which takes a look at all that is before.
    let read: usize = streams.iter().map(|stream| stream.tree.nodes()).sum();
    let found: usize = streams
        .iter()
        .map(|stream| stream.findings.list.len())
        .sum();
    if read > nodes || found > MAX_FINDINGS {
        return None;
    }
    let mut documents = Vec::new();
    let mut findings = Vec::new();
    for stream in streams {
        documents.extend(stream.documents);
        findings.extend(stream.findings.into_list());
    }
    Some((documents, findings))
}

/// Cuts a text before lines of dashes, into pieces of at least so many bytes.
fn pieces(text: &str, least: usize) -> Vec<Range<usize>> {
    let marker = memmem::Finder::new("\n---\n");
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.as_bytes().get(start + least..)
        && let Some(found) = marker.find(rest)
    {
        let end = start + least + found + 1;
        pieces.push(start..end);
        start = end;
    }
    pieces.push(start..text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::yaml::parse::MAX_NODES;

    #[test]
    fn a_text_is_cut_before_lines_of_dashes() {
        let text = "a: 1\n---\nb: 1\n--- # c\nc: |\n  x\n  ---\n---\nd: 1\n";
        let cut = |least| pieces(text, least).into_iter().map(|piece| &text[piece]);
        assert_eq!(cut(1).collect::<String>(), text);
        let begin: Vec<&str> = cut(1).map(|piece| &piece[..5]).collect();
        assert_eq!(begin, ["a: 1\n", "---\nb", "---\nd"]);
        assert_eq!(cut(1000).count(), 1);
    }

    #[test]
    fn pieces_are_read_as_the_whole() {
        let document = |number: usize| format!("a: {number}\nb: [x, yes, {number}]\n");
        let text = (0..30_000).map(document).collect::<Vec<_>>().join("---\n");
        assert!(pieces(&text, LEAST).len() > 2);
        let file = Sources::default().add("a.yaml", &*text);
        let both = |nodes| {
            let mut whole = Stream::new(file, &text, Meaning::GoYamlV3, nodes);
            assert!(whole.run().is_ok());
            let read = read(file, &text, Meaning::GoYamlV3, nodes);
            (read, (whole.documents, whole.findings.into_list()))
        };
        let (read, whole) = both(MAX_NODES);
        assert_eq!(format!("{:?}", read.unwrap()), format!("{whole:?}"));
        assert!(both(100_000).0.is_none());
    }
}
