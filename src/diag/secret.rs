//! Findings in documents that hold what is secret: their lines are not shown, nor what a message quotes of them.
//!
//! In: a finding and the texts. Out: the finding as it may be shown. It goes by a look at the text, since of a document
//! that cannot be read nothing else is known: lines at its left edge that say what it is stay to be seen.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::Diagnostic;
use crate::text::{FileId, Sources, Span};

/// The documents that hold what is secret; those of a file are looked for once.
#[derive(Default)]
pub struct Secrets(FxHashMap<FileId, Vec<Range<usize>>>);

/// Keys of a Secret whose lines give nothing away.
const OPEN: [&str; 5] = ["apiVersion", "immutable", "kind", "metadata", "type"];

/// Keys that give away what stands below them, if they stand within a line that seems to be open.
const CLOSED: [&str; 4] = ["annotations", "data", "encryptedData", "stringData"];

/// How many lines are looked at for the key that a line stands below: what says what an object is is short.
const NEAR: usize = 100;

/// How many bytes behind its line are looked at of a value of several lines: messages quote less.
const MOST: usize = 1_000;

/// The shortest words in double quotes that are looked for in what is hidden.
const SHORT: usize = 3;

/// What is said in the place of a line.
const LEFT_OUT: &str = "the line is not shown: the document holds what is secret";

impl Secrets {
    /// Returns a finding as it may be shown; nothing where it gives nothing away.
    pub fn cover(&mut self, finding: &Diagnostic, sources: &Sources) -> Option<Diagnostic> {
        // What cannot be read as YAML is not where it seems to be, and may be quoted in any words.
        let is_broken = finding.code.id().starts_with("EK01");
        let labels = finding.primary.iter().chain(&finding.related);
        let mut hidden: Vec<Line> = Vec::new();
        for label in labels {
            let Span { file, start, end } = label.span;
            let Some(document) = self.document(file, start as usize, sources) else {
                continue;
            };
            let source = sources.get(file);
            let line = line(&source.text, start as usize);
            let end = (end as usize).min(line.end + MOST).max(line.end);
            let end = source.text.floor_char_boundary(end);
            hidden.push(Line {
                file,
                is_open: is_open(&source.text[document..line.end], is_broken),
                text: source.text[line.start..end].to_owned(),
                start: line.start,
            });
        }
        let first = hidden.first()?;
        // Lines between two labels are shown as well.
        if first.is_open && hidden.iter().all(|line| line.is(first)) {
            return None;
        }
        let mut covered = finding.clone();
        covered.is_secret = true;
        if is_broken || quotes(finding, &hidden) {
            covered.message = finding.code.title().to_owned();
            covered.help = None;
            covered.notes.clear();
            let labels = covered.primary.iter_mut().chain(&mut covered.related);
            labels.for_each(|label| label.text.clear());
        }
        Some(covered.note(LEFT_OUT))
    }

    /// Returns where the document begins that a place lies in, if it holds what is secret.
    fn document(&mut self, file: FileId, at: usize, sources: &Sources) -> Option<usize> {
        let documents = self.0.entry(file).or_insert_with(|| {
            let text = &sources.get(file).text;
            let documents = documents(text);
            documents
                .filter(|range| is_secret(&text[range.clone()]))
                .collect()
        });
        let behind = documents.partition_point(|range| range.start <= at);
        let document = documents.get(behind.checked_sub(1)?)?;
        (at <= document.end).then_some(document.start)
    }
}

/// A line that a finding points at, and the lines below that it is about, too.
struct Line {
    file: FileId,
    start: usize,
    text: String,
    /// Whether it says no more than what the document is.
    is_open: bool,
}

impl Line {
    fn is(&self, other: &Line) -> bool {
        (self.file, self.start) == (other.file, other.start)
    }
}

/// Returns the documents of a text.
fn documents(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_mark = |at: &usize| !text[at + 3..].starts_with(|letter: char| !letter.is_whitespace());
    let marks = memmem::find_iter(text.as_bytes(), "\n---").map(|at| at + 1);
    let marks = marks.filter(is_mark);
    let ends = marks.clone().chain([text.len()]);
    std::iter::once(0)
        .chain(marks)
        .zip(ends)
        .map(|(start, end)| start..end)
}

/// Returns whether a document seems to be a Secret, a SealedSecret, or one that SOPS encrypted; or a list of such.
fn is_secret(document: &str) -> bool {
    let is_kind = |kind: &str| {
        let kind = kind.strip_suffix("List").unwrap_or(kind);
        matches!(kind, "Secret" | "SealedSecret")
    };
    let kinds = || values(document, "kind");
    if values(document, "sops").next().is_some() {
        return true;
    }
    let mut own = document
        .lines()
        .filter(|line| line.starts_with(['k', '"', '\'']));
    let own = own.find_map(|line| values(line, "kind").find(|kind| !kind.is_empty()));
    match own {
        Some(kind) if !kind.ends_with("List") => is_kind(kind),
        // Lists, JSON, and what is broken.
        _ => kinds().any(is_kind),
    }
}

/// Returns the words behind a key, wherever it stands.
fn values<'t>(text: &'t str, key: &'static str) -> impl Iterator<Item = &'t str> {
    memmem::find_iter(text.as_bytes(), key).filter_map(move |at| {
        let is_whole = !text[..at].ends_with(is_letter);
        let behind = text[at + key.len()..].trim_start_matches(['"', '\'']);
        let mut value = behind.trim_ascii_start().strip_prefix(':')?;
        // Behind its tag and its anchor.
        loop {
            value = value.trim_start_matches(|letter: char| {
                letter.is_ascii_whitespace() || matches!(letter, '"' | '\'')
            });
            let Some(mark) = value.strip_prefix(['!', '&']) else {
                break;
            };
            value = mark.trim_start_matches(|letter: char| !letter.is_ascii_whitespace());
        }
        let end = value
            .find(|letter| !is_letter(letter))
            .unwrap_or(value.len());
        is_whole.then(|| &value[..end])
    })
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

/// Returns the line around a place.
fn line(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    start..end
}

/// Returns whether the last line of a text says no more than what the document is: by the key at the left edge that it
/// stands below, or begins with.
fn is_open(text: &str, is_broken: bool) -> bool {
    let is_edge = |line: &&str| !line.starts_with([' ', '#', '-']) && !line.trim().is_empty();
    let mut length = 0;
    let near = text.lines().rev().take(NEAR);
    let mut lines = near.inspect(|line| length += line.len() + 1);
    let edge = match is_broken {
        true => lines.next().filter(is_edge),
        false => lines.find(is_edge),
    };
    let is_known = edge.is_some_and(|line| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        OPEN.contains(&key)
    });
    let block = &text[text.len().saturating_sub(length)..];
    is_known && !CLOSED.iter().any(|key| values(block, key).next().is_some())
}

/// Returns whether a finding quotes some of these lines.
fn quotes(finding: &Diagnostic, lines: &[Line]) -> bool {
    let labels = finding.primary.iter().chain(&finding.related);
    let texts = labels
        .map(|label| &label.text)
        .chain([&finding.message])
        .chain(&finding.notes)
        .chain(&finding.help);
    let is_hidden = |word: &str| lines.iter().any(|line| line.text.contains(word));
    texts.into_iter().any(|text| {
        let mut names = text.split('`').skip(1).step_by(2);
        // A value is written with escapes, and is cut where it is long.
        let values = text.split(['"', '\\']).skip(1);
        let mut words = values.map(|value| value.trim_end_matches('…').trim());
        names.any(is_hidden) || words.any(|word| SHORT <= word.len() && is_hidden(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_seems_to_be_secret_is_known_by_its_text() {
        for secret in [
            "apiVersion: v1\nkind: Secret\nstringData: {",
            "{\"kind\": \"Secret\", \"data\"",
            "kind:   'SealedSecret' # of prod",
            "kind: List\nitems:\n- kind: Secret\n",
            "  kind: Secret\n :",
            "kind: ConfigMap\nsops:\n  mac: x\n",
            "kind: SecretList\nitems:\n- data: {a: b}\n",
            "kind: !!str Secret\n",
            "kind: &kind\tSecret\n",
            "kind:\n  Secret\n",
            "? kind\n: Secret\n",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for open in [
            "kind: HelmRelease\nspec:\n  valuesFrom:\n  - kind: Secret\n",
            "kind: ExternalSecret\n",
            "kind: SecretStore\n",
            "kind: Deployment\nmetadata: {name: sops}\n",
        ] {
            assert!(!is_secret(open), "{open}");
        }
    }

    #[test]
    fn only_what_says_what_it_is_is_open() {
        for open in [
            "kind: Secret",
            "type: Opaque",
            "metadata: {name: a}",
            "data: {}\nmetadata:\n  # b\n  name: a",
        ] {
            assert!(is_open(open, false), "{open}");
        }
        for covered in [
            "stringData:\n  type: hunter2",
            "type: Opaque, stringData: {",
            "metadata:\n  name: a\n  data:\n    type: hunter2",
            "a: b",
            "kinds: b",
        ] {
            assert!(!is_open(covered, false), "{covered}");
        }
        assert!(is_open("kind: Secret", true));
        assert!(!is_open("metadata:\n  name: a\n token: hunter2", true));
    }
}
