//! What git holds: the files of a revision, and those that are staged for the next commit.
//!
//! In: a folder in a git repository. Out: lists of files with the ids of their contents, and the contents themselves, many
//! at a time. Everything is asked of the program `git`, a process for each question and never one for each file. Nothing
//! is written, neither in the repository nor in its working tree, and nothing is fetched.

mod error;
mod objects;
mod process;
mod project;
#[cfg(test)]
mod tests;
mod tree;

use std::path::{Path, PathBuf};

pub use error::GitError;
pub use objects::{Algorithm, Contents, ObjectId, blob_id};
pub use project::GitProject;
pub use tree::{At, Entry, Mode, Tree};

use process::Answer;

use crate::diag::did_you_mean;

/// How many branches and tags are looked through for a name that may have been meant.
const MOST_NAMES: &str = "--count=5000";

/// A repository, seen from one of its folders.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The top of the working tree, without symbolic links.
    top: PathBuf,
    /// The folder below it that paths are relative to, with `/`; empty for the top.
    folder: String,
    /// How its objects are named.
    algorithm: Algorithm,
    /// Whether its history ends early: `git clone --depth`.
    shallow: bool,
}

/// A commit, and how the user called it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// What was typed: `main`, `HEAD~1`, `v1.4`.
    pub name: String,
    /// The commit.
    pub commit: ObjectId,
}

impl Repository {
    /// Finds the repository around a folder, which must exist.
    pub fn open(folder: &Path) -> Result<Self, GitError> {
        let folder = folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_path_buf());
        let answer = process::ask_around(
            &folder,
            &[
                "rev-parse",
                "--is-bare-repository",
                "--is-shallow-repository",
                "--show-object-format",
                "--show-toplevel",
            ],
        )?;
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        // The path stands last, since it alone may hold a line break.
        let mut lines = text.splitn(4, '\n');
        let mut line = || lines.next().unwrap_or_default();
        let (bare, shallow, format, top) = (line(), line(), line(), line());
        if !answer.success {
            return Err(not_found(&folder, bare, answer));
        }
        let top = PathBuf::from(top.strip_suffix('\n').unwrap_or(top));
        let top = top.canonicalize().unwrap_or(top);
        let Ok(below) = folder.strip_prefix(&top) else {
            return Err(GitError::NoRepository { folder });
        };
        Ok(Repository {
            folder: slashes(below),
            algorithm: Algorithm::named(format).ok_or_else(|| GitError::Refused {
                question: "rev-parse",
                said: format!("the object format `{format}` is not known"),
            })?,
            shallow: shallow == "true",
            top,
        })
    }

    /// Returns the top of the working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns the folder that paths are relative to, below the top of the working tree.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns the same repository, with paths relative to the top of its working tree.
    #[must_use]
    pub fn from_top(&self) -> Self {
        Repository {
            folder: String::new(),
            ..self.clone()
        }
    }

    /// Returns a path on disk as one below the top of the working tree; nothing if it leads elsewhere.
    pub fn below_top(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(&self.top).ok()?;
        Some(slashes(below))
    }

    /// Returns how the objects of this repository are named.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the commit that a name means: a branch, a tag, an id or an expression such as `HEAD~2`.
    pub fn resolve(&self, name: &str) -> Result<Revision, GitError> {
        // A name that begins so would be an option of git; no branch or tag can be called so.
        if name.is_empty() || name.starts_with('-') || name.contains('\0') {
            return Err(self.unknown(name));
        }
        let commit = format!("{name}^{{commit}}");
        let answer = self.ask(&["rev-parse", "--verify", "--quiet", &commit])?;
        let id = ObjectId::parse(String::from_utf8_lossy(&answer.stdout).trim());
        match id.filter(|_| answer.success) {
            Some(commit) => Ok(Revision {
                name: name.to_owned(),
                commit,
            }),
            None => Err(self.unknown(name)),
        }
    }

    /// Says that there is no such revision, and what may have been meant.
    fn unknown(&self, name: &str) -> GitError {
        let similar = self.similar(name);
        let name = name.to_owned();
        match self.shallow {
            true => GitError::Shallow { name, similar },
            false => GitError::UnknownRevision { name, similar },
        }
    }

    /// Returns the branch or tag that was likely meant: the same name at a remote before one that is spelt alike.
    fn similar(&self, name: &str) -> Option<String> {
        let question = ["for-each-ref", MOST_NAMES, "--format=%(refname:short)"];
        let folders = ["refs/heads", "refs/tags", "refs/remotes"];
        let answer = self.ask(&[&question[..], &folders[..]].concat()).ok()?;
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        let at_remote = |known: &&str| {
            known
                .split_once('/')
                .is_some_and(|(_, branch)| branch == name)
        };
        let meant = text
            .lines()
            .find(at_remote)
            .or_else(|| did_you_mean(name, text.lines()));
        meant.map(str::to_owned)
    }

    fn ask(&self, question: &[&str]) -> Result<Answer, GitError> {
        process::ask(&self.top, question)
    }
}

/// Returns a relative path with `/` between its parts, as git writes it.
fn slashes(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// Says why git gave no working tree; `bare` is its first answer.
fn not_found(folder: &Path, bare: &str, answer: Answer) -> GitError {
    let folder = folder.to_owned();
    let said = answer.said();
    if bare == "true" || said.contains("must be run in a work tree") {
        GitError::Bare { folder }
    } else if said.contains("not a git repository") {
        GitError::NoRepository { folder }
    } else {
        GitError::Refused {
            question: "rev-parse",
            said,
        }
    }
}
