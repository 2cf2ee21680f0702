//! Text to documents.
//!
//! In: text. Out: its documents as [`Node`]s with spans, and findings. `granit-parser` finds the structure; what scalars,
//! tags, merge keys and aliases mean is decided here, as go-yaml decides it. This module and those below it are the only
//! ones that know the parser. Comments are not kept: what must stay byte for byte is copied by [`Document::span`].

mod characters;
pub(super) mod go_yaml_v3;
mod like;
mod ordinary;
mod pieces;
mod quoted;
mod syntax;
mod tags;
mod tree;
mod wording;

use granit_parser::{ErrorKind, Event, Options, Parser, ScanError};

use super::Node;
use crate::diag::{Code, Diagnostic, Severity};
use crate::text::{FileId, Span};
pub use like::{Known, parse_like};
use quoted::{Events, Unfolded};
pub use tags::base64;
use tree::Tree;

/// The deepest nesting of lists and maps. Kubernetes' own types stay below 30.
pub const MAX_DEPTH: usize = 256;

/// The most nodes of one text, some thirty times those of a million-byte object. Bounds memory, together with the size of a file.
pub const MAX_NODES: usize = 4_000_000;

/// The most that the aliases of one document may add: a node counts one, and so does every 32 bytes of its text.
pub const MAX_EXPANSION: usize = 100_000;

/// The most findings of one severity that one text gives.
const MAX_FINDINGS: usize = 1_000;

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    /// The root node; null for an empty document.
    pub root: Node,
    /// The bytes of the document, without the `---` line.
    pub span: Span,
    /// The places of its merge keys (`<<`). They are merged in [`Document::root`]; specs refuse them.
    pub merge_keys: Vec<Span>,
    /// What is wrong with keys that are no strings, read with [`Meaning::GoYamlV3`]: kustomize reads them and fails to
    /// print them, so a patch may have one where the object has the string.
    pub odd_keys: Vec<Diagnostic>,
}

/// What scalars mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// What all of Kubernetes' tools make of them. Where kubectl, helm and kustomize differ there is a finding.
    Common,
    /// What `kustomize build` makes of kustomization files. A key that stands twice is a warning, and the last one counts.
    GoYamlV2,
    /// What `kustomize build` makes of resources and patches. What it fails to read, or to print, is an error.
    GoYamlV3,
}

/// Reads every document of `text`. Never fails: what cannot be read is reported and left out, and reading goes on
/// behind the next `---`.
///
/// Text of comments only has no document; an empty document between two `---` is null.
pub fn parse(file: FileId, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    parse_as(file, text, Meaning::Common)
}

/// Reads every document of `text` as [`parse`] does, with this meaning of scalars.
pub fn parse_as(file: FileId, text: &str, meaning: Meaning) -> (Vec<Document>, Vec<Diagnostic>) {
    let (mut documents, mut findings) = parse_at_most(file, text, meaning, MAX_NODES);
    let is_refused = |finding: &Diagnostic| finding.severity == Severity::Error;
    if meaning != Meaning::GoYamlV2
        && !findings.iter().any(is_refused)
        && let Some(finding) = wording::content_of_dashes(file, text)
    {
        let mark = finding.primary.as_ref().map(|label| label.span.start);
        let is_in = |span: Span| mark.is_some_and(|mark| (span.start..span.end).contains(&mark));
        documents.retain(|document| !is_in(document.span));
        findings.push(finding);
    }
    (documents, findings)
}

fn parse_at_most(
    file: FileId,
    text: &str,
    meaning: Meaning,
    nodes: usize,
) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut findings = Findings::new(file);
    let characters = characters::check(file, text, &mut findings);
    if characters.forbidden.is_empty()
        && !(characters.has_others && ordinary::has_unusual(text))
        && let Some(read) = pieces::read(file, text, meaning, nodes)
    {
        return read;
    }
    let new_stream = || {
        let mut stream = Stream {
            findings: findings.clone(),
            forbidden: characters.forbidden.clone(),
            ..Stream::new(file, text, meaning, nodes)
        };
        stream.tree.has_tabs = characters.has_others && text.contains('\t');
        stream
    };
    let mut stream = new_stream();
    if stream.run().is_err() {
        stream = new_stream();
        stream.run_unfolded();
    }
    (stream.documents, stream.findings.into_list())
}

fn options() -> Options {
    granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Where in the stream the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first document.
    Before,
    /// In a document.
    Inside,
    /// Behind a document that ended without `...`: its bytes go on to the next `---`.
    Ending,
    /// Behind a document that `...` ended, or that could not be read.
    Ended,
}

/// The parser refused a line within quotes for its indentation.
struct RefusedLine;

struct Stream<'t> {
    text: &'t str,
    tree: Tree<'t>,
    meaning: Meaning,
    findings: Findings,
    /// Offsets of characters that no document may hold, ascending.
    forbidden: Vec<usize>,
    documents: Vec<Document>,
    /// Where the bytes of the present document begin.
    start: usize,
    state: State,
}

impl<'t> Stream<'t> {
    fn new(file: FileId, text: &'t str, meaning: Meaning, nodes: usize) -> Self {
        Stream {
            text,
            tree: Tree::new(file, text, nodes, meaning),
            meaning,
            findings: Findings::new(file),
            forbidden: Vec::new(),
            documents: Vec::new(),
            start: 0,
            state: State::Before,
        }
    }

    /// Reads the text, unless the parser refuses a line within quotes.
    fn run(&mut self) -> Result<(), RefusedLine> {
        self.read(&mut Parser::new_from_str_with_options(self.text, options()))
    }

    /// Reads the text, whatever the indentation of lines within quotes.
    fn run_unfolded(&mut self) {
        // What is still refused is reported.
        let _ = self.read(&mut Unfolded::new(self.text, options()));
    }

    fn read<E: Events<'t>>(&mut self, events: &mut E) -> Result<(), RefusedLine> {
        loop {
            let (event, span) = match events.next() {
                Some(Ok(event)) => event,
                Some(Err(error)) if E::IS_STRICT && quoted::is_refused_line(&error) => {
                    return Err(RefusedLine);
                }
                Some(Err(error)) => {
                    self.syntax_error(&error);
                    if self.abandon(events) {
                        continue;
                    }
                    return Ok(());
                }
                None => return Ok(()),
            };
            let at = span.byte_range().unwrap_or_default();
            match event {
                Event::StreamStart => {}
                Event::StreamEnd => {
                    self.close(self.text.len());
                    return Ok(());
                }
                Event::DocumentStart(explicit, _) => {
                    if !explicit && self.state != State::Before {
                        self.findings
                            .push(syntax::text_behind_end(self.tree.span(at), self.text));
                        if !self.abandon(events) {
                            return Ok(());
                        }
                        continue;
                    }
                    self.start_document(explicit, at);
                }
                Event::DocumentEnd => self.end_document(at),
                event => {
                    let read = self.tree.event(event, &span, &mut self.findings);
                    if read.is_err() && !self.abandon(events) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Begins a document; `at` is the place of its marker.
    fn start_document(&mut self, explicit: bool, at: std::ops::Range<usize>) {
        if explicit && self.meaning == Meaning::GoYamlV3 {
            let marker = self.tree.span(at.clone());
            let refused = go_yaml_v3::refused_separator(marker, self.text);
            refused.into_iter().for_each(|it| self.findings.push(it));
        }
        self.close(at.start);
        self.start = match explicit {
            true => behind_marker(self.text, at.end),
            false => 0,
        };
        self.state = State::Inside;
        self.tree.start_document();
    }

    /// Ends the present document; `at` is the place of the `...` that does, empty where there is none.
    fn end_document(&mut self, at: std::ops::Range<usize>) {
        let node = self.tree.take_root();
        let marked = !at.is_empty();
        let end = if marked { at.start } else { self.text.len() };
        if let Some((root, merge_keys, odd_keys)) = node {
            self.documents.push(Document {
                root,
                span: self.tree.span(self.start..end),
                merge_keys,
                odd_keys,
            });
            self.state = State::Ending;
        } else {
            self.state = State::Ended;
        }
        if marked {
            self.close(end);
            self.state = State::Ended;
        }
    }

    /// Ends the bytes of the last document at `end`, and drops it if a character in it is forbidden.
    fn close(&mut self, end: usize) {
        if self.state != State::Ending {
            return;
        }
        self.state = State::Ended;
        if let Some(document) = self.documents.last_mut() {
            document.span = self.tree.span(document.span.start as usize..end);
        }
        if self.is_forbidden(self.start, end) {
            self.documents.pop();
        }
    }

    fn is_forbidden(&self, start: usize, end: usize) -> bool {
        let at = self.forbidden.partition_point(|at| *at < start);
        self.forbidden.get(at).is_some_and(|at| *at < end)
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        let at = self.text.floor_char_boundary(at);
        // A forbidden character is reported already, and says more than what the parser made of it.
        let document_end = self.text[at..]
            .find("\n---")
            .map_or(self.text.len(), |length| at + length);
        if self.is_forbidden(self.start, document_end) {
            return;
        }
        // `*/5 * * * *` is an alias that does not exist, with more behind it: one mistake, not two.
        let line = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        if self.findings.ends_with(Code::UnknownAnchor, line) {
            return;
        }
        let file = self.tree.file();
        self.findings.push(match error.kind() {
            ErrorKind::RecursionLimitExceeded => wording::too_deep(Span::new(file, at, at + 1)),
            kind => {
                let open = self.tree.open_bracket();
                syntax::explain(file, self.text, at, kind, self.start, open)
            }
        });
    }

    /// Gives up the present document and goes to the next; returns whether there is one.
    fn abandon(&mut self, events: &mut impl Events<'t>) -> bool {
        self.tree.start_document();
        self.state = State::Ended;
        events.next_document()
    }
}

/// Returns where content may begin behind a `---`: on the same line, or on the next if only a blank or comment follows.
fn behind_marker(text: &str, marker_end: usize) -> usize {
    let rest = &text[marker_end..];
    let (line, length) = match rest.find('\n') {
        Some(newline) => (&rest[..newline], newline + 1),
        None => (rest, rest.len()),
    };
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        marker_end + length
    } else {
        marker_end
    }
}

/// Findings of one text, bounded: a hostile file must not cost more in findings than in nodes.
#[derive(Clone)]
pub(super) struct Findings {
    file: FileId,
    list: Vec<Diagnostic>,
    errors: usize,
    others: usize,
}

impl Findings {
    fn new(file: FileId) -> Self {
        Findings {
            file,
            list: Vec::new(),
            errors: 0,
            others: 0,
        }
    }

    pub(super) fn push(&mut self, finding: Diagnostic) {
        let count = match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning | Severity::Note => &mut self.others,
        };
        *count += 1;
        if *count <= MAX_FINDINGS {
            self.list.push(finding);
        }
    }

    /// Whether the last finding has this code and a place at or behind `start`.
    fn ends_with(&self, code: Code, start: usize) -> bool {
        self.list.last().is_some_and(|last| {
            let at = last.primary.as_ref().map(|label| label.span.start as usize);
            last.code == code && at >= Some(start)
        })
    }

    fn into_list(mut self) -> Vec<Diagnostic> {
        let shown = self.list.len();
        let hidden = self.errors + self.others - shown;
        if hidden > 0 {
            self.list.push(
                Diagnostic::new(
                    Code::TooManyFindings,
                    format!("{hidden} more findings in this file are not shown"),
                )
                .at(Span::new(self.file, 0, 0))
                .help("mend those that are shown and run again"),
            );
        }
        self.list
    }
}

#[cfg(test)]
mod tests;
