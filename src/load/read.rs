//! Reading and parsing, in parallel.

use rayon::prelude::*;

use super::Refused;
use super::walk::{Named, nothing_there};
use crate::diag::{Code, Diagnostic};
use crate::project::{MAX_FILE, ReadError};
use crate::session::{Session, TextError};
use crate::text::Span;
use crate::yaml::{Document, parse};

/// One file: its documents and what its text got wrong.
#[derive(Debug)]
pub(super) struct File {
    /// The path.
    pub path: String,
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What the parser said; reported once it is clear that the file holds specs.
    pub findings: Vec<Diagnostic>,
}

/// Reads `environment.yaml`. Nothing comes back where it cannot be read.
pub(super) fn environment(session: &Session<'_>, folder: &str) -> Option<File> {
    let path = format!("{folder}/environment.yaml");
    match one(session, Named { path, by: None }) {
        Ok(file) => Some(file),
        Err(finding) => {
            session.report(*finding);
            None
        }
    }
}

/// Reads files; those that cannot be read are reported and left out. The order stays.
pub(super) fn all(session: &Session<'_>, files: Vec<Named>) -> Vec<File> {
    let read: Vec<Result<File, Refused>> = files
        .into_par_iter()
        .map(|named| one(session, named))
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for outcome in read {
        match outcome {
            Ok(file) => files.push(file),
            Err(finding) => session.report(*finding),
        }
    }
    files
}

fn one(session: &Session<'_>, named: Named) -> Result<File, Refused> {
    match session.text(&named.path) {
        Ok(id) => {
            let source = session.sources.get(id);
            let (documents, findings) = parse(id, &source.text);
            Ok(File {
                path: named.path,
                documents,
                findings,
            })
        }
        Err(error) => Err(unreadable(session, &named.path, &error, named.by).into()),
    }
}

/// Returns the finding for a file that gives no text. The place is the entry that names it, or the wrong byte.
pub(super) fn unreadable(
    session: &Session<'_>,
    path: &str,
    error: &TextError,
    by: Option<Span>,
) -> Diagnostic {
    if let (Some(span), TextError::Read(ReadError::NotFound)) = (by, error) {
        return nothing_there(session, path).at(span);
    }
    let finding = Diagnostic::new(
        Code::UnreadableFile,
        format!("cannot read `{path}`: {error}"),
    );
    let finding = match error {
        TextError::NotUtf8 { at, .. } => finding
            .at(wrong_byte(session, path, *at))
            .related(by, "named here")
            .help(format!(
                "save it as UTF-8: `iconv -f latin1 -t utf-8 {path}`"
            )),
        TextError::Read(error) => finding.at(by).maybe_help(match error {
            ReadError::NotFound => Some("check the spelling, or create it".to_owned()),
            ReadError::Folder => Some(format!(
                "name the files in it, `{path}/*.yaml`, or rename the folder"
            )),
            ReadError::Special => Some("replace it by a regular file".to_owned()),
            ReadError::Outside => Some("copy what is needed into the project".to_owned()),
            ReadError::TooLarge(_) => Some(format!(
                "split it, or leave it out of `include`; {} MiB are read",
                MAX_FILE >> 20
            )),
            ReadError::Submodule(_) => Some("copy what is needed into this repository".to_owned()),
            ReadError::Pointer => Some(format!(
                "specs are small, keep them in git itself: `git lfs untrack {path}`"
            )),
            ReadError::Io(_) => Some(format!("check its permissions: `ls -l {path}`")),
        }),
    };
    match finding.primary {
        Some(_) => finding,
        None => finding.in_file(path),
    }
}

/// Returns the place of a byte that is not UTF-8, in a text where it is replaced, so that its line can be shown.
fn wrong_byte(session: &Session<'_>, path: &str, at: usize) -> Option<Span> {
    let bytes = session.project.read(path).ok()?;
    let start = bytes.get(..at)?.iter().rposition(|byte| *byte == b'\n');
    let end = bytes.get(at..)?.iter().position(|byte| *byte == b'\n');
    let line_start = start.map_or(0, |newline| newline + 1);
    let line_end = end.map_or(bytes.len(), |length| at + length);
    // A line of a binary file may be as long as the file; nobody wants to see it.
    if line_end - line_start > 500 {
        return None;
    }
    let text = String::from_utf8_lossy(&bytes[..line_end]).into_owned();
    let id = session.sources.add(path, text);
    Some(Span::new(id, at, at + '\u{fffd}'.len_utf8()))
}
