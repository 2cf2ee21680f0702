//! Why a rendered folder could not be read or written.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic};
use crate::project::git::GitError;

/// Why a rendered folder could not be read or written. The folder is as it was, unless renaming or deleting itself
/// failed; then every file is whole, and the next build repairs the rest.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused.
    #[error("cannot {action} `{}`: {source}", .path.display())]
    Io {
        /// What was tried: `write`, `read`, ….
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process holds the lock.
    #[error("`{}` is being written by another run{}", .path.display(), .holder.map(|id| format!(", process {id}")).unwrap_or_default())]
    Locked {
        /// The rendered folder.
        path: PathBuf,
        /// The other process, where the system tells.
        holder: Option<u32>,
    },
    /// Too much would be deleted.
    #[error("the build would delete {} of {owned} rendered files in `{}`, more than {limit}", .deleted.len(), .path.display())]
    MassDeletion {
        /// The rendered folder.
        path: PathBuf,
        /// The files, relative to it.
        deleted: Vec<String>,
        /// How many files the index lists.
        owned: usize,
        /// What would be allowed, in words.
        limit: String,
    },
    /// A symbolic link is in the way.
    #[error("expected a file or folder of the rendering at `{}`, found a symbolic link", .path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Files that no build wrote are in the way.
    #[error("{} of no build {} where rendered files belong: {}", count(.paths.len()), if .paths.len() == 1 { "stands" } else { "stand" }, first(.paths))]
    Foreign {
        /// Them.
        paths: Vec<PathBuf>,
    },
    /// The folder lies outside the repository.
    #[error("expected a rendered folder in the git repository of the project, found `{}` outside", .path.display())]
    Elsewhere {
        /// The rendered folder.
        path: PathBuf,
    },
    /// Git does not tell what it holds.
    #[error("{source}")]
    Git {
        /// The rendered folder, or the file in it.
        path: PathBuf,
        /// What git said.
        source: GitError,
    },
}

fn count(number: usize) -> String {
    match number {
        1 => "a file".to_owned(),
        number => format!("{number} files"),
    }
}

fn first(paths: &[PathBuf]) -> String {
    let mut names: Vec<String> = paths
        .iter()
        .take(3)
        .map(|path| format!("`{}`", path.display()))
        .collect();
    if paths.len() > 3 {
        names.push(format!("and {} more", paths.len() - 3));
    }
    names.join(", ")
}

impl WriteError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        let path = path.to_owned();
        move |source| WriteError::Io {
            action,
            path,
            source,
        }
    }

    pub(super) fn git(path: &Path) -> impl FnOnce(GitError) -> WriteError {
        let path = path.to_owned();
        move |source| WriteError::Git { path, source }
    }

    /// Refuses a folder that is a symbolic link: whoever writes below it changes files elsewhere.
    pub fn refuse_link(folder: &Path) -> Result<(), Self> {
        match folder.is_symlink() {
            true => Err(WriteError::Link {
                path: folder.to_owned(),
            }),
            false => Ok(()),
        }
    }

    /// Returns whether the machine is at fault (exit code 3) rather than the state of the folder (exit code 1).
    pub fn is_io(&self) -> bool {
        match self {
            WriteError::Io { .. } | WriteError::Locked { .. } => true,
            WriteError::Git { source, .. } => source.is_io(),
            _ => false,
        }
    }

    /// Returns it as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, path, help) = match self {
            WriteError::Io { path, source, .. } => (Code::OutputUnwritable, path, io_help(source)),
            WriteError::Locked { path, .. } => (
                Code::OutputLocked,
                path,
                "wait for the other run to end; the lock ends with it",
            ),
            WriteError::MassDeletion { path, .. } => (
                Code::MassDeletion,
                path,
                "check `include`; if the deletions are meant, build with `--allow-destroy`",
            ),
            WriteError::Link { path } => (
                Code::OutputLink,
                path,
                "remove the link: writing through it would change files elsewhere",
            ),
            WriteError::Foreign { paths } => (
                Code::ForeignInTheWay,
                // An error of this kind names at least one file.
                &paths[0],
                "move it away; manifests of your own belong below `base/`, named under `raw`",
            ),
            WriteError::Elsewhere { path } => (
                Code::RenderedElsewhere,
                path,
                "commit the rendering there after `ekscompile build --out DIR`; `check --out DIR` compares its files",
            ),
            WriteError::Git { path, source } => {
                return source.diagnostic().in_file(path.display().to_string());
            }
        };
        let mut finding = Diagnostic::new(code, self.to_string())
            .in_file(path.display().to_string())
            .help(help);
        if let WriteError::MassDeletion { deleted, .. } = self {
            let mut list: Vec<String> = deleted
                .iter()
                .take(10)
                .map(|at| format!("`{at}`"))
                .collect();
            if deleted.len() > 10 {
                list.push(format!("and {} more", deleted.len() - 10));
            }
            finding = finding.note(format!("these would go: {}", list.join(", ")));
        }
        finding
    }
}

fn io_help(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room and build again; the rendered files are as they were"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "make the folder writable, or write elsewhere with `--out DIR`"
        }
        _ => "the rendered files are as they were; build again when the cause is gone",
    }
}
