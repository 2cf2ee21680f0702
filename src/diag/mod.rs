//! What the user is told.
//!
//! In: [`Diagnostic`]s from every stage, in any order and from any thread. Out: a sorted [`Report`] that
//! [`terminal`] prints for people and [`machine`] for programs. Nothing here reads files or decides an exit code.

mod codes;
pub mod machine;
mod secret;
mod suggest;
pub mod terminal;

pub use codes::Code;
pub use secret::Secrets;
pub use suggest::did_you_mean;

use std::fmt::Display;

use crate::text::{Sources, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Shown; fails a build only with `--fail-on warning`.
    Warning,
    /// Shown with `--format json` and the like; never fails anything.
    Note,
}

impl Severity {
    /// Returns the word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A place in the user's files with a word on what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; lower case, no full stop. May be empty for the primary label.
    pub text: String,
}

/// One finding.
///
/// The message is lower case without a full stop, names things in backticks and says what was expected before what was
/// found. The help can be pasted. Secondary labels show who set the value before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, with its manual page.
    pub code: Code,
    /// How bad it is; the code's own severity unless a policy changed it.
    pub severity: Severity,
    /// The one sentence that must stand alone.
    pub message: String,
    /// What is concerned, as `Kind/namespace/name`.
    pub object: Option<String>,
    /// The JSON pointer below that object.
    pub pointer: Option<String>,
    /// The rendered file that holds the object.
    pub output: Option<String>,
    /// The file, where there is no span: it could not be read.
    pub file: Option<String>,
    /// The place of the mistake.
    pub primary: Option<Label>,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// Sentences that explain it.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether its lines may hold what is secret, so that only their places are shown.
    pub is_secret: bool,
}

impl Diagnostic {
    /// Returns a finding with the severity of its code and nothing else yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            object: None,
            pointer: None,
            output: None,
            file: None,
            primary: None,
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            is_secret: false,
        }
    }

    /// Says where. A node without a place (a default) leaves the finding as it was.
    #[must_use]
    pub fn at(self, span: impl Into<Option<Span>>) -> Self {
        self.at_saying(span, "")
    }

    /// Says where, and what is there.
    #[must_use]
    pub fn at_saying(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.primary = Some(Label {
                span,
                text: text.into(),
            });
        }
        self
    }

    /// Names the file of a finding that has no span.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Adds a place that explains.
    #[must_use]
    pub fn related(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.related.push(Label {
                span,
                text: text.into(),
            });
        }
        self
    }

    /// Names the object.
    #[must_use]
    pub fn on(mut self, object: impl std::fmt::Display) -> Self {
        self.object = Some(object.to_string());
        self
    }

    /// Names the field by JSON pointer.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// Every finding of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    findings: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Makes errors of the findings with these codes.
    pub fn promote(&mut self, codes: &[Code]) {
        for finding in &mut self.findings {
            if codes.contains(&finding.code) {
                finding.severity = Severity::Error;
            }
        }
    }

    /// Says for each finding about an object which rendered file holds it; `find` takes the object as findings name it.
    pub fn name_outputs(&mut self, find: impl Fn(&str) -> Option<String>) {
        for finding in &mut self.findings {
            finding.output = finding.object.as_deref().and_then(&find);
        }
    }

    /// Returns the findings as they stand.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Returns whether something is at least this bad.
    pub fn has(&self, severity: Severity) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity <= severity)
    }

    /// Counts the findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Sorts by path, place, code, message and object, and drops repetitions. Threads may have reported in any order; the
    /// outcome is the same.
    pub fn sort(&mut self, sources: &Sources) {
        self.findings.sort_by_cached_key(|finding| {
            // Offsets are in the order of lines and columns, which would be counted from the start of each line.
            let place = finding.primary.as_ref().map(|label| {
                let span = label.span;
                (sources.get(span.file).path.clone(), span.start, span.end)
            });
            let file = finding
                .file
                .clone()
                .or_else(|| place.as_ref().map(|(path, ..)| path.clone()));
            let Diagnostic {
                code,
                message,
                object,
                pointer,
                ..
            } = finding;
            let said = (message.clone(), object.clone(), pointer.clone());
            (file, place, *code, said)
        });
        self.findings.dedup();
    }
}

/// Returns `1 file` or `2 files`.
pub fn plural<N: Display + PartialEq + From<u8>>(count: N, word: &str) -> String {
    match count == N::from(1) {
        true => format!("1 {word}"),
        false => format!("{count} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Place};

    fn at(file: FileId, start: usize) -> Diagnostic {
        Diagnostic::new(Code::InvalidYaml, "here").at(Span::new(file, start, start + 1))
    }

    #[test]
    fn findings_are_in_the_order_of_files_lines_and_columns() {
        let sources = Sources::default();
        let last = sources.add("b.yaml", "é: 1\nb: 2\n");
        let first = sources.add("a.yaml", "é: 1\nb: 2\n");
        let mut report = Report::default();
        let starts = [(last, 0), (first, 6), (first, 9), (last, 6), (first, 2)];
        for (file, start) in starts {
            report.push(at(file, start));
        }
        report.sort(&sources);
        let place = |finding: &Diagnostic| Some(sources.place(finding.primary.as_ref()?.span));
        let places: Vec<Option<Place>> = report.findings().iter().map(place).collect();
        assert_eq!(places.len(), starts.len());
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn many_findings_on_one_long_line_are_sorted_at_once() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "x".repeat(4_000_000));
        let mut report = Report::default();
        for start in (0..20_000).rev() {
            report.push(at(file, start * 200));
        }
        let start = std::time::Instant::now();
        report.sort(&sources);
        assert_eq!(report.findings().len(), 20_000);
        // Some hundredths of a second unoptimised; to count the columns of each would take minutes.
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }
}
