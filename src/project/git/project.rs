//! A project as git holds it.

use super::{At, Contents, GitError, Mode, ObjectId, Repository, Tree};
use crate::project::{Place, Project, ReadError, folder_of, join};

/// How many links may lead to each other: as many as Linux follows.
const MOST_LINKS: usize = 40;

/// How the file begins that Git LFS leaves in place of a large one.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The project in the folder of a repository, as it is in a revision or as it is staged. Files are read when they are
/// asked for, all by one process.
#[derive(Debug)]
pub struct GitProject {
    tree: Tree,
    contents: Contents,
}

impl GitProject {
    /// Lists the files of the project; none is read yet.
    pub fn open(repository: Repository, at: At<'_>) -> Result<Self, GitError> {
        let tree = repository.tree(at, "")?;
        Ok(GitProject {
            tree,
            contents: Contents::of(repository),
        })
    }

    /// Returns every file of the project.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the repository.
    pub fn repository(&self) -> &Repository {
        self.contents.repository()
    }

    fn content(&self, id: ObjectId) -> Result<Vec<u8>, ReadError> {
        self.contents.get(id).map_err(read_error)
    }

    fn is_folder(&self, path: &str) -> bool {
        path.is_empty() || self.tree.below(path).next().is_some()
    }

    /// Returns what stands at a path, links resolved.
    fn resolve(&self, path: &str) -> Result<Place, ReadError> {
        let path = join("", path).ok_or(ReadError::Outside)?;
        match self.tree.get(&path).map(|entry| entry.mode) {
            Some(Mode::File) => Ok(Place::File(path)),
            Some(Mode::Submodule) => Err(ReadError::Submodule(path)),
            None if self.is_folder(&path) => Ok(Place::Folder(path)),
            Some(Mode::Link) | None => self.follow(&path),
        }
    }

    /// The same for a path that may lead over links: every part of it is looked at.
    fn follow(&self, path: &str) -> Result<Place, ReadError> {
        let mut links = 0;
        let mut left: Vec<String> = parts(path);
        let mut here = String::new();
        while let Some(part) = left.pop() {
            here = join(&here, &part).ok_or(ReadError::Outside)?;
            let Some(entry) = self.tree.get(&here) else {
                continue;
            };
            match entry.mode {
                Mode::File if left.is_empty() => return Ok(Place::File(here)),
                Mode::File => return Err(ReadError::NotFound),
                Mode::Submodule => return Err(ReadError::Submodule(here)),
                Mode::Link => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(ReadError::Io("too many symbolic links".to_owned()));
                    }
                    let target = self.content(entry.id)?;
                    let target = String::from_utf8_lossy(&target);
                    if target.starts_with('/') {
                        return Err(ReadError::Outside);
                    }
                    left.extend(parts(&target));
                    here = folder_of(&here).to_owned();
                }
            }
        }
        match self.is_folder(&here) {
            true => Ok(Place::Folder(here)),
            false => Err(ReadError::NotFound),
        }
    }

    /// Returns the true path of a folder.
    fn folder(&self, path: &str) -> Result<String, ReadError> {
        match self.resolve(path)? {
            Place::Folder(path) => Ok(path),
            Place::File(_) => Err(ReadError::NotFound),
        }
    }
}

/// Returns the parts of a path, the first one last.
fn parts(path: &str) -> Vec<String> {
    path.split('/').rev().map(str::to_owned).collect()
}

fn read_error(error: GitError) -> ReadError {
    match error {
        GitError::TooLarge { size, .. } => ReadError::TooLarge(size),
        error => ReadError::Io(error.to_string()),
    }
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

impl Project for GitProject {
    fn locate(&self, path: &str) -> Result<Place, ReadError> {
        self.resolve(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let start = match self.resolve(folder) {
            Err(ReadError::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error),
            // As on disk, a file is the one thing below itself.
            Ok(Place::File(_)) => return Ok(vec![folder.to_owned()]),
            Ok(Place::Folder(start)) => start,
        };
        let folder = folder.trim_end_matches('/');
        let shown = |path: &str| match folder {
            "" => path.to_owned(),
            folder => format!("{folder}/{path}"),
        };
        Ok(self
            .tree
            .below(&start)
            .filter(|(path, entry)| entry.mode != Mode::Submodule && !is_hidden(path))
            .map(|(path, _)| shown(path))
            .collect())
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let folder = self.folder(folder)?;
        let below = self.tree.below(&folder);
        let mut names: Vec<String> = below
            .filter_map(|(path, _)| path.split('/').next())
            .filter(|name| !name.starts_with('.'))
            .map(str::to_owned)
            .collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let Place::File(path) = self.resolve(path)? else {
            return Err(ReadError::Folder);
        };
        let entry = self.tree.get(&path).ok_or(ReadError::NotFound)?;
        let content = self.content(entry.id)?;
        if content.starts_with(LFS) {
            return Err(ReadError::Pointer);
        }
        Ok(content)
    }
}
