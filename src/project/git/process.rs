//! Running `git`.

use std::io;
use std::path::{Path, absolute};
use std::process::{Command, Output, Stdio};

use super::GitError;

/// Variables that would change what git answers, or add talk to it.
const UNWANTED: &[&str] = &[
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_TRACE",
    "GIT_TRACE_PACK_ACCESS",
    "GIT_TRACE_PERFORMANCE",
    "GIT_TRACE_SETUP",
    "GIT_TRACE2",
    "LANGUAGE",
];

/// Variables by which git tells its hooks which repository they work on. They may be relative to the folder in which the
/// hook was started, and git is started here in others.
const PLACES: &[&str] = &["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"];

/// What git answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// Whether it ended well.
    pub(super) success: bool,
    /// The data.
    pub(super) stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Answer {
    /// Returns what git complained about, in its words.
    pub(super) fn said(&self) -> String {
        words(&self.stderr)
    }

    /// Returns the data, or what git complained about if it ended badly.
    pub(super) fn data(self, question: &'static str) -> Result<Vec<u8>, GitError> {
        match self.success {
            true => Ok(self.stdout),
            false => Err(GitError::Refused {
                question,
                said: self.said(),
            }),
        }
    }
}

/// Returns what git wrote to stderr, without the word that begins its last line.
pub(super) fn words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let text = text.trim();
    text.strip_prefix("fatal: ").unwrap_or(text).to_owned()
}

/// Asks a question about the repository whose working tree has its top here.
pub(super) fn ask(top: &Path, question: &[&str]) -> Result<Answer, GitError> {
    finish(command(top).args(question).output())
}

/// Asks a question about the repository around a folder. With `GIT_DIR`, the current folder is the top of the working
/// tree for git, so that it must be asked from there.
pub(super) fn ask_around(folder: &Path, question: &[&str]) -> Result<Answer, GitError> {
    let given = std::env::var_os("GIT_DIR").is_some();
    let place = if given { Path::new(".") } else { folder };
    finish(command(place).args(question).output())
}

fn finish(output: io::Result<Output>) -> Result<Answer, GitError> {
    let output = output.map_err(GitError::not_started)?;
    Ok(Answer {
        success: output.status.success(),
        stdout: output.stdout,
        stderr: output.stderr,
    })
}

/// Returns `git`, as it is run everywhere: it asks nobody, fetches nothing, takes no lock, runs no program of a
/// configuration, takes paths by their letters, shows each object as it is, and speaks English.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"])
        .args(["-c", "core.quotePath=off", "-c", "core.fsmonitor=false"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .current_dir(folder);
    for name in UNWANTED {
        command.env_remove(name);
    }
    for name in PLACES {
        if let Some(Ok(path)) = std::env::var_os(name).map(absolute) {
            command.env(name, path);
        }
    }
    command
}
