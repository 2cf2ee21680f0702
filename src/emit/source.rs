//! Where a rendered folder is kept: on disk, or in git.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::WriteError;
use crate::project::git::{At, Contents, Mode, ObjectId, Repository, Tree, blob_id};
use crate::project::{MAX_FILE, folder_of, read_bounded};

/// The prefix of files that exist only while a build writes. What a killed build left behind is removed by the next.
pub(super) const TEMPORARY: &str = ".ekscompile-tmp-";

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File,
    Link,
    Folder,
    Other,
}

/// Everything in a rendered folder but what begins with a dot, which is Git's, an editor's or a killed build's.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// What stands at each path, relative to the folder and with `/`.
    pub(super) found: BTreeMap<String, Found>,
    /// What a killed build left behind, sorted.
    pub(super) leftovers: Vec<String>,
}

/// A rendered folder, wherever it is kept. Paths are relative to it. A folder that is not there is empty.
pub(super) trait Source: Sync {
    /// Returns a path as errors name it.
    fn path(&self, path: &str) -> PathBuf;

    /// Lists the folder.
    fn list(&self) -> Result<Listing, WriteError>;

    /// Reads a small text file; nothing where it is not there. Bytes that are no text are left out with their line.
    fn text(&self, path: &str) -> Result<String, WriteError>;

    /// Returns the content of a file, unless it is what it should be.
    fn other_than(&self, path: &str, wanted: Option<&[u8]>) -> Result<Option<Vec<u8>>, WriteError>;
}

/// A folder on disk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folder<'p>(pub(super) &'p Path);

impl Source for Folder<'_> {
    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    fn list(&self) -> Result<Listing, WriteError> {
        let mut listing = Listing::default();
        let Listing { found, leftovers } = &mut listing;
        if !self
            .0
            .try_exists()
            .map_err(WriteError::io("read", self.0))?
        {
            return Ok(listing);
        }
        let mut entries = WalkDir::new(self.0).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(self.0).to_owned();
                WriteError::io("read", &path)(error.into())
            })?;
            let path = relative(self.0, entry.path());
            let kind = entry.file_type();
            let name = entry.file_name().as_encoded_bytes();
            if name.starts_with(TEMPORARY.as_bytes()) && !kind.is_dir() {
                leftovers.push(path);
                continue;
            }
            if name.starts_with(b".") {
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            let kind = if kind.is_symlink() {
                Found::Link
            } else if kind.is_dir() {
                Found::Folder
            } else if kind.is_file() {
                Found::File
            } else {
                Found::Other
            };
            found.insert(path, kind);
        }
        leftovers.sort();
        Ok(listing)
    }

    fn text(&self, path: &str) -> Result<String, WriteError> {
        let path = &self.0.join(path);
        match fs::symlink_metadata(path) {
            Ok(about) if about.is_file() => {}
            Ok(_) => {
                return Err(WriteError::Foreign {
                    paths: vec![path.to_owned()],
                });
            }
            Err(error) if is_absent(&error) => return Ok(String::new()),
            Err(error) => return Err(WriteError::io("read", path)(error)),
        }
        let bytes = read(path).map_err(WriteError::io("read", path))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn other_than(&self, path: &str, wanted: Option<&[u8]>) -> Result<Option<Vec<u8>>, WriteError> {
        let path = self.0.join(path);
        let bytes = read(&path).map_err(WriteError::io("read", &path))?;
        Ok(Some(bytes).filter(|bytes| wanted != Some(bytes)))
    }
}

/// Reads a file of a size that a rendering may have.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_bounded(fs::File::open(path)?, 0)?.ok_or_else(|| {
        let message = format!("it is larger than {} MiB", MAX_FILE >> 20);
        io::Error::other(message)
    })
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn relative(out: &Path, path: &Path) -> String {
    let below: PathBuf = path.strip_prefix(out).unwrap_or(path).to_owned();
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// A folder as it is staged for the next commit.
#[derive(Debug)]
pub(super) struct Staged {
    /// Where it is in the working tree.
    out: PathBuf,
    tree: Tree,
    contents: Contents,
}

impl Staged {
    /// Lists the folder of a repository that lies in the working tree at `out`; it need not be there.
    pub(super) fn open(repository: &Repository, out: &Path) -> Result<Self, WriteError> {
        let repository = repository.from_top();
        let folder = repository
            .below_top(out)
            .ok_or_else(|| WriteError::Elsewhere {
                path: out.to_owned(),
            })?;
        let tree = repository
            .tree(At::Index, &folder)
            .map_err(WriteError::git(out))?;
        Ok(Staged {
            out: out.to_owned(),
            tree,
            contents: Contents::of(repository),
        })
    }

    fn content(&self, path: &str, id: ObjectId) -> Result<Vec<u8>, WriteError> {
        let content = self.contents.get(id);
        content.map_err(|error| WriteError::git(&self.path(path))(error))
    }
}

impl Source for Staged {
    fn path(&self, path: &str) -> PathBuf {
        self.out.join(path)
    }

    fn list(&self) -> Result<Listing, WriteError> {
        let mut found = BTreeMap::new();
        let visible = |path: &str| !path.split('/').any(|part| part.starts_with('.'));
        for (path, entry) in self.tree.iter().filter(|(path, _)| visible(path)) {
            let kind = match entry.mode {
                Mode::File => Found::File,
                Mode::Link => Found::Link,
                Mode::Submodule => Found::Other,
            };
            found.insert(path.to_owned(), kind);
            let mut above = folder_of(path);
            while !above.is_empty() && found.insert(above.to_owned(), Found::Folder).is_none() {
                above = folder_of(above);
            }
        }
        Ok(Listing {
            found,
            leftovers: Vec::new(),
        })
    }

    fn text(&self, path: &str) -> Result<String, WriteError> {
        let bytes = match self.tree.get(path) {
            Some(entry) if entry.mode == Mode::File => self.content(path, entry.id)?,
            Some(_) => {
                return Err(WriteError::Foreign {
                    paths: vec![self.path(path)],
                });
            }
            None => Vec::new(),
        };
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn other_than(&self, path: &str, wanted: Option<&[u8]>) -> Result<Option<Vec<u8>>, WriteError> {
        let Some(entry) = self.tree.get(path) else {
            return Ok(None);
        };
        let is_wanted = |bytes| blob_id(bytes, self.contents.repository().algorithm()) == entry.id;
        match wanted.is_some_and(is_wanted) {
            true => Ok(None),
            false => self.content(path, entry.id).map(Some),
        }
    }
}
