//! Patches that stand as text inside a document, `patch: |`.
//!
//! In: a string node. Out: the documents of its text, whose spans are those of the file the string stands in. A block
//! scalar `|` maps line by line; for a quoted or folded string every node has the place of the whole.

use crate::diag::Diagnostic;
use crate::session::Session;
use crate::text::{FileId, Span};
use crate::yaml::{Document, Mapping, Meaning, Node, Value, parse_as};

/// Reads the documents of the text of `node` that are not empty.
pub(super) fn parse(
    session: &Session,
    node: &Node,
    text: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    let documents = documents(session, node, text, Meaning::Common, findings).into_iter();
    let roots = documents.map(|document| document.root);
    roots.filter(|root| !root.is_null()).collect()
}

/// Reads the documents of the text of `node`, with this meaning of scalars.
pub(super) fn documents(
    session: &Session,
    node: &Node,
    text: &str,
    meaning: Meaning,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Document> {
    let path = node.span().map_or_else(
        || "patch".to_owned(),
        |span| session.sources.get(span.file).path.clone(),
    );
    let file = session.sources.add(path, text);
    let (documents, problems) = parse_as(file, text, meaning);
    let map = Map::new(session, node, text, file);
    findings.extend(problems.into_iter().map(|problem| map.finding(problem)));
    documents
        .into_iter()
        .map(|mut document| Document {
            root: map.node(document.root),
            odd_keys: document
                .odd_keys
                .drain(..)
                .map(|odd| map.finding(odd))
                .collect(),
            ..document
        })
        .collect()
}

/// Where the text of a string stands in its file.
struct Map {
    /// The text that was parsed.
    file: FileId,
    /// The string itself.
    whole: Option<Span>,
    /// For each line of the text, its offset there and in the file of the string.
    lines: Vec<(u32, u32)>,
}

impl Map {
    fn new(session: &Session, node: &Node, text: &str, file: FileId) -> Self {
        let whole = node.span();
        let lines = whole
            .map(|span| {
                let source = session.sources.get(span.file);
                block_lines(&source.text, span, text)
            })
            .unwrap_or_default();
        Map { file, whole, lines }
    }

    fn span(&self, span: Span) -> Option<Span> {
        if span.file != self.file {
            return Some(span);
        }
        let whole = self.whole?;
        let offset = |at: u32| {
            let line = self.lines.partition_point(|(start, _)| *start <= at);
            let (start, there) = self.lines.get(line.checked_sub(1)?)?;
            Some((there + (at - start)) as usize)
        };
        match (offset(span.start), offset(span.end)) {
            (Some(start), Some(end)) => Some(Span::new(whole.file, start, end)),
            _ => Some(whole),
        }
    }

    fn node(&self, mut node: Node) -> Node {
        node.origin.span = node.origin.span.and_then(|span| self.span(span));
        node.value = match node.value {
            Value::Sequence(items) => {
                Value::Sequence(items.into_iter().map(|item| self.node(item)).collect())
            }
            Value::Mapping(map) => {
                let entries = map.into_iter().map(|mut entry| {
                    entry.key.span = entry.key.span.and_then(|span| self.span(span));
                    entry.value = self.node(entry.value);
                    entry
                });
                Value::Mapping(entries.collect::<Mapping>())
            }
            scalar => scalar,
        };
        node
    }

    fn finding(&self, mut finding: Diagnostic) -> Diagnostic {
        for label in finding.primary.iter_mut().chain(&mut finding.related) {
            if let Some(span) = self.span(label.span) {
                label.span = span;
            }
        }
        finding
    }
}

/// Returns the offset of every line of a literal block scalar, in its text and in its file; nothing where the text is
/// not there line by line.
fn block_lines(source: &str, span: Span, text: &str) -> Vec<(u32, u32)> {
    let start = span.start as usize;
    // The span begins at the `|`, or at the first line of the content.
    let Some(rest) = source.get(start..) else {
        return Vec::new();
    };
    let mut at = if rest.starts_with('|') {
        match rest.find('\n') {
            Some(newline) => start + newline + 1,
            None => return Vec::new(),
        }
    } else {
        source[..start].rfind('\n').map_or(0, |newline| newline + 1)
    };
    let first = text
        .lines()
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let mut lines = Vec::new();
    let mut offset = 0;
    let mut indent = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let Some(rest) = source.get(at..) else {
            return Vec::new();
        };
        let there = rest.lines().next().unwrap_or_default();
        if indent.is_none() && !content.is_empty() && content == first {
            indent = there.strip_suffix(content).map(str::len);
        }
        let skipped = if content.is_empty() {
            0
        } else {
            indent.unwrap_or(0)
        };
        let matches = content.is_empty() && there.trim().is_empty()
            || there.get(skipped..) == Some(content) && indent.is_some();
        if !matches {
            return Vec::new();
        }
        lines.push((offset, (at + skipped) as u32));
        offset += line.len() as u32;
        at += rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    #[test]
    fn lines_of_a_block_scalar_are_found_in_the_file() {
        let sources = Sources::default();
        let source = "patches:\n- patch: |\n    kind: x\n\n    spec:\n      a: 1\n";
        let file = sources.add("a.yaml", source);
        let text = "kind: x\n\nspec:\n  a: 1\n";
        let start = source.find('|').expect("a block");
        let lines = block_lines(source, Span::new(file, start, source.len()), text);
        let shown: Vec<&str> = lines
            .iter()
            .map(|(_, at)| source[*at as usize..].lines().next().unwrap_or_default())
            .collect();
        assert_eq!(shown, ["kind: x", "", "spec:", "  a: 1"]);
        let folded = "patch: >\n  a: 1\n  b: 2\n";
        let start = folded.find('>').expect("a block");
        assert!(
            block_lines(folded, Span::new(file, start, folded.len()), "a: 1 b: 2\n").is_empty()
        );
    }
}
