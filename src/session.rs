//! What every stage of one run shares: the project, the texts that were read, and the findings.
//!
//! Findings may come from any thread in any order; [`Session::finish`] sorts them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Report, Severity};
use crate::project::{Project, ReadError};
use crate::text::{FileId, Sources, Span};

/// One run over one project.
pub struct Session<'p> {
    /// Gives bytes.
    pub project: &'p dyn Project,
    /// Every text that was read.
    pub sources: Sources,
    report: Mutex<Report>,
    read: Mutex<FxHashMap<String, FileId>>,
}

/// Why a file gave no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Its bytes are not UTF-8.
    #[error("it is not UTF-8: line {line} has the byte {byte:#04x}")]
    NotUtf8 {
        /// The offset of the first wrong byte.
        at: usize,
        /// Its line, from 1.
        line: usize,
        /// That byte.
        byte: u8,
    },
}

impl TextError {
    /// Reads bytes as UTF-8, and leaves out a byte order mark.
    pub fn decode(bytes: Vec<u8>) -> Result<String, TextError> {
        let mut text = utf8(bytes)?;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(text)
    }
}

/// Returns bytes as text.
pub fn utf8(bytes: Vec<u8>) -> Result<String, TextError> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let (before, rest) = error.as_bytes().split_at(at);
        TextError::NotUtf8 {
            at,
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            byte: rest.first().copied().unwrap_or_default(),
        }
    })
}

impl<'p> Session<'p> {
    /// Starts a run.
    pub fn new(project: &'p dyn Project) -> Self {
        Session {
            project,
            sources: Sources::default(),
            report: Mutex::default(),
            read: Mutex::default(),
        }
    }

    /// Reads a file as UTF-8, without a byte order mark; the second reading of a path gives the same id.
    pub fn text(&self, path: &str) -> Result<FileId, TextError> {
        if let Some(file) = self
            .read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
        {
            return Ok(*file);
        }
        self.keep(path, self.project.read(path))
    }

    /// Keeps what reading a file gave, as [`Session::text`] does.
    pub fn keep(&self, path: &str, bytes: Result<Vec<u8>, ReadError>) -> Result<FileId, TextError> {
        let text = TextError::decode(bytes?)?;
        let shown = self.project.shown(path);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster; the first id counts, so that spans of one file compare.
        Ok(*read
            .entry(path.to_owned())
            .or_insert_with(|| self.sources.add(shown, text)))
    }

    /// Reports a finding.
    pub fn report(&self, finding: Diagnostic) {
        self.report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(finding);
    }

    /// Reports findings.
    pub fn report_all(&self, findings: impl IntoIterator<Item = Diagnostic>) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        findings
            .into_iter()
            .for_each(|finding| report.push(finding));
    }

    /// Returns whether an error was reported so far.
    pub fn has_errors(&self) -> bool {
        self.report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .has(Severity::Error)
    }

    /// Returns the places of the errors that were reported so far, sorted: a later stage need not repeat them in its words.
    pub fn error_places(&self) -> Vec<Span> {
        let report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        let errors = report.findings().iter();
        let mut places: Vec<Span> = errors
            .filter(|finding| finding.severity == Severity::Error)
            .filter_map(|finding| Some(finding.primary.as_ref()?.span))
            .collect();
        places.sort_unstable();
        places
    }

    /// Returns the files of those findings so far that are meant.
    pub fn files_of(&self, is_meant: impl Fn(&Diagnostic) -> bool) -> BTreeSet<String> {
        let report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        let place = |finding: &Diagnostic| {
            let place = || Some(self.sources.place(finding.primary.as_ref()?.span).file);
            finding.file.clone().or_else(place)
        };
        let findings = report.findings().iter();
        findings
            .filter(|finding| is_meant(finding))
            .filter_map(place)
            .collect()
    }

    /// Takes the findings so far, in source order.
    pub fn finish(&self) -> Report {
        let mut report =
            std::mem::take(&mut *self.report.lock().unwrap_or_else(PoisonError::into_inner));
        report.sort(&self.sources);
        report
    }
}
