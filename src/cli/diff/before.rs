//! The rendering that is compared with: the files of a folder, of a revision, or of what is staged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::{Settings, Stop};
use crate::diag::{Code, Diagnostic};
use crate::emit::{Rendering, WriteError};
use crate::project::git::{At, Entry, GitError, Mode, ObjectId, Repository, Revision, blob_id};

/// What a user may write instead of a revision.
const INDEX: &str = "index";

/// Where renderings of before are.
#[derive(Debug)]
pub(super) enum Against {
    /// A folder with one tree for each environment.
    Folder(PathBuf),
    /// A commit.
    Revision(Repository, Revision),
    /// What is staged for the next commit.
    Index(Repository),
    /// Nowhere yet: nothing was ever committed.
    Nothing,
}

/// The files of a rendered tree, by path below it, beside those of a rendering.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// Those that differ, or that the rendering does not have.
    pub(super) differing: BTreeMap<String, Vec<u8>>,
    /// Those that are equal byte for byte.
    pub(super) same: Vec<String>,
}

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub(super) enum BeforeError {
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Files(#[from] WriteError),
}

impl BeforeError {
    /// Returns it as a finding.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        match self {
            BeforeError::Git(error) => error.diagnostic(),
            BeforeError::Files(error) => error.diagnostic(),
        }
    }

    /// Returns whether the system is at fault.
    pub(super) fn is_io(&self) -> bool {
        match self {
            BeforeError::Git(error) => error.is_io(),
            BeforeError::Files(error) => error.is_io(),
        }
    }
}

impl Against {
    /// Finds out what a user means; `top` is the folder of the rendered trees, and `root` that of the project.
    pub(super) fn choose(
        typed: Option<&Path>,
        root: &Path,
        top: &Path,
        settings: &Settings,
    ) -> Result<Against, Stop> {
        // The rendered trees may be in another repository, and may not be there yet.
        let inside = if top.is_dir() { top } else { root };
        let Some(typed) = typed else {
            let repository = Repository::open(inside)?;
            return Ok(match repository.resolve("HEAD") {
                Ok(head) => Against::Revision(repository, head),
                Err(GitError::UnknownRevision { .. }) => Against::Nothing,
                Err(error) => return Err(error.into()),
            });
        };
        let folder = settings.absolute(typed);
        let text = typed.to_string_lossy();
        if text == INDEX {
            return Ok(Against::Index(Repository::open(inside)?));
        }
        let is_path = text.starts_with(['.', '/']) || text.ends_with('/');
        let revision = match is_path {
            true => None,
            false => Some(Repository::open(inside).and_then(|repository| {
                let revision = repository.resolve(&text)?;
                Ok((repository, revision))
            })),
        };
        match (revision, folder.is_dir()) {
            (Some(Ok(_)), true) => Err(Stop::usage(ambiguous(&text))),
            (Some(Ok((repository, revision))), false) => {
                Ok(Against::Revision(repository, revision))
            }
            (_, true) => Ok(Against::Folder(folder)),
            (Some(Err(error)), false) => Err(error.into()),
            (None, false) => Err(Stop::usage(no_folder(&text))),
        }
    }

    /// Returns how it is called in texts.
    pub(super) fn shown(&self, settings: &Settings) -> String {
        match self {
            Against::Folder(folder) => settings.relative(folder),
            Against::Revision(_, revision) => revision.name.clone(),
            Against::Index(_) => INDEX.to_owned(),
            Against::Nothing => "nothing, since nothing is committed yet".to_owned(),
        }
    }

    /// Returns how the tree of an environment is called in findings, as git would call it: `HEAD:rendered/prod`.
    pub(super) fn folder(&self, environment: &str, top: &Path, settings: &Settings) -> String {
        let top = match self {
            Against::Folder(folder) => folder,
            _ => top,
        };
        let tree = settings.relative(&top.join(environment));
        match self {
            Against::Revision(_, revision) => format!("{}:{tree}", revision.name),
            Against::Index(_) => format!(":{tree}"),
            Against::Folder(_) | Against::Nothing => tree,
        }
    }

    /// Reads the tree of an environment; `tree` is where it lies in the working tree. One that is not there has no files.
    pub(super) fn read(
        &self,
        rendering: &Rendering,
        environment: &str,
        tree: &Path,
    ) -> Result<Before, BeforeError> {
        match self {
            Against::Folder(folder) => Ok(of_folder(rendering, &folder.join(environment))?),
            Against::Revision(repository, revision) => {
                of_git(rendering, repository, At::Revision(revision), tree)
            }
            Against::Index(repository) => of_git(rendering, repository, At::Index, tree),
            Against::Nothing => Ok(Before::default()),
        }
    }
}

fn of_folder(rendering: &Rendering, folder: &Path) -> Result<Before, WriteError> {
    let mut before = Before::default();
    if !folder.exists() {
        return Ok(before);
    }
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries.into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    });
    for entry in entries {
        let entry = entry.map_err(|error| unlisted(error, folder))?;
        let Ok(path) = entry.path().strip_prefix(folder) else {
            continue;
        };
        let path = path.to_string_lossy().replace('\\', "/");
        if !entry.file_type().is_file() || !is_manifest(&path) {
            continue;
        }
        let bytes = std::fs::read(entry.path()).map_err(|source| WriteError::Io {
            action: "read",
            path: entry.path().to_owned(),
            source,
        })?;
        match rendering.files.get(&path) {
            Some(file) if file.bytes == bytes => before.same.push(path),
            _ => drop(before.differing.insert(path, bytes)),
        }
    }
    Ok(before)
}

/// Refuses a folder that cannot be listed: what is in it would look as if it were new.
fn unlisted(error: walkdir::Error, folder: &Path) -> WriteError {
    let path = error.path().unwrap_or(folder).to_owned();
    let source = error.into_io_error();
    WriteError::Io {
        action: "read",
        path,
        source: source.unwrap_or_else(|| std::io::Error::other("its links lead in a circle")),
    }
}

/// Of what git holds, files that are the same are known by their ids, and all others are read at once.
fn of_git(
    rendering: &Rendering,
    repository: &Repository,
    at: At<'_>,
    tree: &Path,
) -> Result<Before, BeforeError> {
    let elsewhere = || WriteError::Elsewhere {
        path: tree.to_owned(),
    };
    let folder = repository.below_top(tree).ok_or_else(elsewhere)?;
    let files = repository.from_top().tree(at, &folder)?;
    let algorithm = repository.algorithm();
    let listed: Vec<(&str, &Entry)> = files
        .iter()
        .filter(|(path, entry)| entry.mode == Mode::File && is_manifest(path))
        .collect();
    let is_same = |path: &str, id: ObjectId| {
        let file = rendering.files.get(path);
        file.is_some_and(|file| blob_id(&file.bytes, algorithm) == id)
    };
    let same: Vec<bool> = listed
        .par_iter()
        .map(|(path, entry)| is_same(path, entry.id))
        .collect();
    let mut before = Before::default();
    let (mut paths, mut ids) = (Vec::new(), Vec::new());
    for ((path, entry), is_same) in listed.into_iter().zip(same) {
        match is_same {
            true => before.same.push(path.to_owned()),
            false => {
                paths.push(path.to_owned());
                ids.push(entry.id);
            }
        }
    }
    before.differing = paths.into_iter().zip(repository.read(&ids)?).collect();
    Ok(before)
}

/// Returns whether a file of a rendered tree may hold objects.
fn is_manifest(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Returns the unit of a file of a rendered tree: the folder below `units`, or the first folder.
pub(super) fn unit_of(path: &str) -> &str {
    let inside = path.strip_prefix("units/").unwrap_or(path);
    inside.split_once('/').map_or("", |(unit, _)| unit)
}

fn ambiguous(text: &str) -> Diagnostic {
    let message = format!("`{text}` is both a revision and a folder");
    Diagnostic::new(Code::AmbiguousAgainst, message).help(format!(
        "`--against ./{text}` for the folder, `--against heads/{text}` or `tags/{text}` for the revision"
    ))
}

fn no_folder(text: &str) -> Diagnostic {
    let message = format!("expected a folder, found no `{text}`");
    Diagnostic::new(Code::UnreadableInput, message)
        .in_file(text)
        .help("ekscompile diff --against rendered")
}
