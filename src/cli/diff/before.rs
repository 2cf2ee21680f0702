//! The rendering that is compared with: the files of a folder, of a revision, or of what is staged.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::{Settings, Stop};
use crate::diag::{Code, Diagnostic};
use crate::emit::{Held, INDEX as LIST, Rendering, WriteError};
use crate::project::git::{At, Entry, GitError, Mode, ObjectId, Repository, Revision, blob_id};
use crate::project::is_manifest;

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

    /// Returns where the tree of an environment lies.
    fn tree(&self, environment: &str, top: &Path) -> PathBuf {
        match self {
            Against::Folder(folder) => folder.join(environment),
            _ => top.join(environment),
        }
    }

    /// Returns an error of the tree of an environment as a finding that names files the way the user does.
    pub(super) fn finding(
        &self,
        error: &BeforeError,
        environment: &str,
        top: &Path,
        settings: &Settings,
    ) -> Diagnostic {
        let tree = self.tree(environment, top);
        let (long, short) = (tree.display().to_string(), settings.relative(&tree));
        let mut finding = error.diagnostic();
        finding.message = finding.message.replace(&long, &short);
        finding.file = finding.file.map(|file| file.replace(&long, &short));
        finding
    }

    /// Returns how the tree of an environment is called in findings, as git would call it: `HEAD:rendered/prod`.
    pub(super) fn folder(&self, environment: &str, top: &Path, settings: &Settings) -> String {
        let tree = settings.relative(&self.tree(environment, top));
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
    ) -> Result<Held, BeforeError> {
        match self {
            Against::Folder(folder) => Ok(Held::of_folder(rendering, &folder.join(environment))?),
            Against::Revision(repository, revision) => {
                of_git(rendering, repository, At::Revision(revision), tree)
            }
            Against::Index(repository) => of_git(rendering, repository, At::Index, tree),
            Against::Nothing => Ok(Held::default()),
        }
    }
}

/// Of what git holds, files that are the same are known by their ids, and all others are read at once.
fn of_git(
    rendering: &Rendering,
    repository: &Repository,
    at: At<'_>,
    tree: &Path,
) -> Result<Held, BeforeError> {
    let elsewhere = || WriteError::Elsewhere {
        path: tree.to_owned(),
    };
    let folder = repository.below_top(tree).ok_or_else(elsewhere)?;
    let files = repository.from_top().tree(at, &folder)?;
    let algorithm = repository.algorithm();
    let manifests = files.iter().filter(|(path, _)| is_manifest(path));
    let mut listed: Vec<(&str, &Entry)> = Vec::new();
    for (path, entry) in manifests {
        match entry.mode {
            Mode::File => listed.push((path, entry)),
            // What is behind it would look as if it were gone.
            Mode::Link => {
                let path = tree.join(path);
                return Err(WriteError::Link { path }.into());
            }
            Mode::Submodule => {}
        }
    }
    let is_same = |path: &str, id: ObjectId| {
        let file = rendering.files.get(path);
        file.is_some_and(|file| blob_id(&file.bytes, algorithm) == id)
    };
    let same: Vec<bool> = listed
        .par_iter()
        .map(|(path, entry)| is_same(path, entry.id))
        .collect();
    let mut held = Held::default();
    let (mut paths, mut ids) = (Vec::new(), Vec::new());
    for ((path, entry), is_same) in listed.into_iter().zip(same) {
        match is_same {
            true => held.same.push(path.to_owned()),
            false => {
                paths.push(path.to_owned());
                ids.push(entry.id);
            }
        }
    }
    let index = files.get(LIST).filter(|entry| entry.mode == Mode::File);
    ids.extend(index.map(|entry| entry.id));
    let mut contents = repository.read(&ids)?;
    if contents.len() > paths.len()
        && let Some(index) = contents.pop()
    {
        held.add_owners(&String::from_utf8_lossy(&index));
    }
    held.differing = paths.into_iter().zip(contents).collect();
    Ok(held)
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
