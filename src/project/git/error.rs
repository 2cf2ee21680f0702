//! Why git did not answer.

use std::io;
use std::path::PathBuf;

use super::{Mode, ObjectId};
use crate::diag::{Code, Diagnostic};

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program cannot be started.
    #[error("git cannot be started: {said}")]
    NoGit {
        /// What the system said.
        said: String,
    },
    /// The folder is in no repository.
    #[error("expected a git repository around `{}`, found none", .folder.display())]
    NoRepository {
        /// The folder.
        folder: PathBuf,
    },
    /// The repository has no working tree.
    #[error("expected a working tree around `{}`, found a bare git repository", .folder.display())]
    Bare {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no such revision.
    #[error("there is no revision `{name}`")]
    UnknownRevision {
        /// What was typed.
        name: String,
        /// What may have been meant.
        similar: Option<String>,
    },
    /// There is no such revision in a clone that does not hold all of them.
    #[error("this clone is shallow and does not hold the revision `{name}`")]
    Shallow {
        /// What was typed.
        name: String,
        /// What may have been meant.
        similar: Option<String>,
    },
    /// A merge is not finished.
    #[error("a merge conflict is not resolved in {}", list(.paths))]
    Unmerged {
        /// The files, from the top of the working tree.
        paths: Vec<String>,
    },
    /// A link or a submodule stands in place of a folder, or of one above it.
    #[error("expected a folder at `{path}` in git, found a {}", if *.found == Mode::Link { "symbolic link" } else { "submodule" })]
    NoFolder {
        /// Where, from the top of the working tree.
        path: String,
        /// What stands there.
        found: Mode,
    },
    /// An object is missing or broken.
    #[error("git cannot read the object {id}: {said}")]
    Unreadable {
        /// Its id.
        id: ObjectId,
        /// What git said.
        said: String,
    },
    /// A file is larger than any that is read.
    #[error("the object {id} has {size} bytes, more than are read")]
    TooLarge {
        /// Its id.
        id: ObjectId,
        /// How large it is.
        size: u64,
    },
    /// Git refused, for a reason that only it knows.
    #[error("`git {question}` failed: {said}")]
    Refused {
        /// The command.
        question: &'static str,
        /// What git said.
        said: String,
    },
}

fn list(paths: &[String]) -> String {
    let mut names: Vec<String> = paths
        .iter()
        .take(3)
        .map(|path| format!("`{path}`"))
        .collect();
    if paths.len() > 3 {
        names.push(format!("and {} more", paths.len() - 3));
    }
    names.join(", ")
}

impl GitError {
    pub(super) fn not_started(error: io::Error) -> Self {
        let said = match error.kind() {
            io::ErrorKind::NotFound => "there is no such program in the PATH".to_owned(),
            _ => error.to_string(),
        };
        GitError::NoGit { said }
    }

    /// Returns whether the machine or the repository is at fault (exit code 3) rather than what was asked for (2).
    pub fn is_io(&self) -> bool {
        matches!(
            self,
            GitError::NoGit { .. }
                | GitError::Unreadable { .. }
                | GitError::TooLarge { .. }
                | GitError::Refused { .. }
        )
    }

    /// Returns it as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            GitError::NoGit { .. } => (
                Code::NoGit,
                "install git; without it, `check` and `diff --against DIR` compare with files".to_owned(),
            ),
            GitError::NoRepository { .. } => (
                Code::NoRepository,
                "`git init` makes one; without it, `check` and `diff --against DIR` compare with files"
                    .to_owned(),
            ),
            GitError::Bare { .. } => (
                Code::BareRepository,
                "work in a clone: `git clone DIR`, or `git worktree add DIR`".to_owned(),
            ),
            GitError::UnknownRevision { similar, .. } => {
                (Code::UnknownRevision, unknown_help(similar.as_deref()))
            }
            GitError::Shallow { .. } => (
                Code::ShallowClone,
                "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout, or \
                 `GIT_DEPTH: 0` in GitLab CI"
                    .to_owned(),
            ),
            GitError::Unmerged { paths } => (
                Code::UnmergedIndex,
                format!(
                    "resolve it, then `git add {}`; rendered files are made anew by `ekscompile build --all`",
                    paths.first().map_or("FILE", String::as_str)
                ),
            ),
            GitError::NoFolder {
                found: Mode::Link, ..
            } => (
                Code::OutputLink,
                "commit the folder itself: what a link leads to is not part of the commit".to_owned(),
            ),
            GitError::NoFolder { .. } => (
                Code::RenderedElsewhere,
                "work in the submodule: what is committed there is not part of this repository".to_owned(),
            ),
            GitError::Unreadable { .. } | GitError::TooLarge { .. } => (
                Code::UnreadableObject,
                "`git fsck` says what is broken; a partial clone is completed by `git fetch --refetch --no-filter`"
                    .to_owned(),
            ),
            GitError::Refused { .. } => (
                Code::GitRefused,
                "the same question, asked by hand in this folder, says more: `git status`".to_owned(),
            ),
        };
        let finding = Diagnostic::new(code, self.to_string()).help(help);
        match self {
            GitError::Shallow {
                similar: Some(similar),
                ..
            } => finding.note(format!("it does hold `{similar}`")),
            GitError::Unmerged { paths } => match paths.first() {
                Some(first) => finding.in_file(first),
                None => finding,
            },
            _ => finding,
        }
    }
}

fn unknown_help(similar: Option<&str>) -> String {
    match similar {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => {
            "`git branch --all` and `git tag` list what there is; `git fetch` brings what is new"
                .to_owned()
        }
    }
}
