//! Why a command ends, and with which exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use super::findings::{Findings, Format};
use super::printer::Printer;
use crate::diag::{Code, Diagnostic};
use crate::project::git::GitError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// All is well.
    Clean = 0,
    /// There are errors in the user's files, or differences.
    Found = 1,
    /// The arguments make no sense, or input cannot be read.
    Usage = 2,
    /// The system refused to write.
    Io = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// What ends a command before its time.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// The arguments make no sense for this project.
    #[error("{}", .0.message)]
    Usage(Box<Diagnostic>),
    /// The system, or a program that was asked, does not do its part.
    #[error("{}", .0.message)]
    System(Box<Diagnostic>),
    /// A file or folder could not be written.
    #[error("`{}` cannot be written: {error}", .path.display())]
    Write {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// stdout could not be written.
    #[error("stdout cannot be written: {0}")]
    Stdout(io::Error),
}

impl Stop {
    /// Returns a complaint about the arguments.
    pub(super) fn usage(finding: Diagnostic) -> Self {
        Stop::Usage(Box::new(finding))
    }

    /// Returns a function that adds the path to what the system said.
    pub(super) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        |error| Stop::Write {
            path: path.into(),
            error,
        }
    }

    /// Tells the user and returns how the command ended.
    pub(super) fn tell(self, printer: &Printer, format: Format) -> Exit {
        match self {
            Stop::Usage(finding) => print(&finding, Exit::Usage, printer, format),
            Stop::System(finding) => print(&finding, Exit::Io, printer, format),
            // `ekscompile … | head` has what it wants.
            Stop::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
            stop => {
                printer.error(&stop);
                Exit::Io
            }
        }
    }
}

/// Prints one finding, and returns how the command ends if that can be done.
fn print(finding: &Diagnostic, exit: Exit, printer: &Printer, format: Format) -> Exit {
    let mut findings = Findings::new(format, printer);
    findings.add_one(finding);
    match findings.print(printer, serde_json::Map::new()) {
        Ok(()) => exit,
        Err(stop) => stop.tell(printer, Format::Text),
    }
}

impl From<GitError> for Stop {
    fn from(error: GitError) -> Self {
        let finding = Box::new(error.diagnostic());
        match error.is_io() {
            true => Stop::System(finding),
            false => Stop::Usage(finding),
        }
    }
}

/// Returns the complaint that no project was found.
pub(super) fn no_project() -> Stop {
    Stop::usage(
        Diagnostic::new(
            Code::NoProject,
            "expected a project: neither this folder nor one above it has a folder `environments`",
        )
        .help(
            "`ekscompile init` writes a small project here, and `-C DIR` works on another folder",
        ),
    )
}
