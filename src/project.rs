//! The one door to the user's files.
//!
//! The compiler does no I/O of its own: it asks a [`Project`] for bytes by path, relative to the project root and with `/`
//! between the parts. The disk is one implementation, a map in memory (tests) another.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Why a path gave no bytes. The message does not repeat the path: the finding that shows it names the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("there is no such file")]
    NotFound,
    /// A folder, where a file belongs.
    #[error("it is a folder, a file was expected")]
    Folder,
    /// A FIFO, socket or device.
    #[error("it is neither a file nor a folder (a pipe, a socket or a device)")]
    Special,
    /// `..` or a symbolic link leads out of the project.
    #[error("it leads out of the project root")]
    Outside,
    /// More than [`MAX_FILE`] bytes.
    #[error("it has {0} bytes, more than the {MAX_FILE} that are read")]
    TooLarge(u64),
    /// Anything else the system said.
    #[error("{0}")]
    Io(String),
}

/// The largest file that is read, in bytes: 64 MiB, some fifty times the largest object that etcd takes.
pub const MAX_FILE: u64 = 64 << 20;

/// What stands at a path, links resolved. The path given back is the true one, relative to the project root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, or something special that only reading refuses.
    File(String),
    /// A folder.
    Folder(String),
}

/// Gives bytes by path.
pub trait Project: Sync {
    /// Returns what stands at a path.
    fn locate(&self, path: &str) -> Result<Place, ReadError>;

    /// Returns a path as people should read it.
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }

    /// Returns the paths of all files below a folder, sorted by bytes. Files and folders whose name begins with a dot are
    /// left out. A folder that is not there has no files.
    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError>;

    /// Returns the names of what stands in a folder, sorted by bytes, and looks no deeper: [`Project::list`] would walk the
    /// whole disk below it. Names that begin with a dot are left out.
    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError>;

    /// Returns the bytes of a file.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;
}

/// Joins a path to the folder it is relative to, and resolves `.` and `..`; nothing if it leaves the root or is absolute.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns the folder of a path, empty for a file of the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A project on disk.
#[derive(Debug)]
pub struct DiskProject {
    root: PathBuf,
    /// The folder, relative to the root, from which paths are shown; paths outside it are shown from the root of the disk.
    shown_from: Option<String>,
}

impl DiskProject {
    /// Opens the project at this folder, which must exist.
    pub fn open(root: &Path) -> Result<Self, ReadError> {
        let root = root.canonicalize().map_err(|error| io_error(&error))?;
        Ok(DiskProject {
            root,
            shown_from: None,
        })
    }

    /// Opens the whole disk, and shows paths as somebody in `folder` would write them. For what is no project of ours.
    pub fn disk(folder: &Path) -> Result<Self, ReadError> {
        let folder = folder.canonicalize().map_err(|error| io_error(&error))?;
        let folder = folder.strip_prefix("/").unwrap_or(&folder);
        Ok(DiskProject {
            root: PathBuf::from("/"),
            shown_from: Some(folder.to_string_lossy().into_owned()),
        })
    }

    /// Returns the root, absolute and without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Resolves symbolic links and refuses what leaves the root.
    fn resolve(&self, path: &str) -> Result<PathBuf, ReadError> {
        let joined = join("", path).ok_or(ReadError::Outside)?;
        let resolved = self
            .root
            .join(joined)
            .canonicalize()
            .map_err(|error| io_error(&error))?;
        if resolved.starts_with(&self.root) {
            Ok(resolved)
        } else {
            Err(ReadError::Outside)
        }
    }
}

impl Project for DiskProject {
    fn locate(&self, path: &str) -> Result<Place, ReadError> {
        let resolved = self.resolve(path)?;
        let relative = resolved.strip_prefix(&self.root).unwrap_or(&resolved);
        let relative = relative.to_string_lossy().into_owned();
        Ok(if resolved.is_dir() {
            Place::Folder(relative)
        } else {
            Place::File(relative)
        })
    }

    fn shown(&self, path: &str) -> String {
        let Some(folder) = &self.shown_from else {
            return path.to_owned();
        };
        match path
            .strip_prefix(folder.as_str())
            .map(|rest| rest.strip_prefix('/').unwrap_or(rest))
        {
            Some(below) if folder.is_empty() || path[folder.len()..].starts_with('/') => {
                below.to_owned()
            }
            _ => format!("/{path}"),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let start = match self.resolve(folder) {
            Err(ReadError::NotFound) => return Ok(Vec::new()),
            resolved => resolved?,
        };
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().as_encoded_bytes()[0] == b'.'
        };
        let mut paths = Vec::new();
        // A folder that cannot be listed is an error: its specs would be missing without a word.
        for entry in walkdir::WalkDir::new(&start)
            .into_iter()
            .filter_entry(|entry| !hidden(entry))
        {
            let entry = entry.map_err(|error| ReadError::Io(error.to_string()))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(&start).unwrap_or(entry.path());
            let relative = relative.to_string_lossy().replace('\\', "/");
            paths.push(if folder.is_empty() {
                relative
            } else {
                format!("{}/{relative}", folder.trim_end_matches('/'))
            });
        }
        paths.sort();
        Ok(paths)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let entries = std::fs::read_dir(self.resolve(folder)?).map_err(|error| io_error(&error))?;
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        Ok(names)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let resolved = self.resolve(path)?;
        let about = resolved.metadata().map_err(|error| io_error(&error))?;
        if about.is_dir() {
            return Err(ReadError::Folder);
        }
        // Opening a FIFO would wait for ever, so the kind is looked at before.
        if !about.is_file() {
            return Err(ReadError::Special);
        }
        if about.len() > MAX_FILE {
            return Err(ReadError::TooLarge(about.len()));
        }
        let mut bytes = Vec::with_capacity(about.len() as usize + 1);
        let file = std::fs::File::open(&resolved).map_err(|error| io_error(&error))?;
        file.take(MAX_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| io_error(&error))?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(ReadError::TooLarge(bytes.len() as u64));
        }
        Ok(bytes)
    }
}

fn io_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        std::io::ErrorKind::NotADirectory => ReadError::NotFound,
        _ => ReadError::Io(error.to_string()),
    }
}

/// A project in memory: paths to contents.
#[derive(Clone, Debug, Default)]
pub struct MemProject {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemProject {
    /// Adds a file.
    #[must_use]
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }
}

impl Project for MemProject {
    fn locate(&self, path: &str) -> Result<Place, ReadError> {
        let path = join("", path).ok_or(ReadError::Outside)?;
        if self.files.contains_key(&path) {
            return Ok(Place::File(path));
        }
        let below = format!("{path}/");
        let inside = self.files.range(below.clone()..).next();
        match inside {
            Some((file, _)) if path.is_empty() || file.starts_with(&below) => {
                Ok(Place::Folder(path))
            }
            _ => Err(ReadError::NotFound),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let folder = folder.trim_end_matches('/');
        let below = |path: &&String| {
            folder.is_empty()
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        Ok(self.files.keys().filter(below).cloned().collect())
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let paths = self.list(folder)?;
        let below = paths
            .iter()
            .map(|path| path[folder.trim_end_matches('/').len()..].trim_start_matches('/'));
        let mut names: Vec<String> = below
            .filter_map(|path| path.split('/').next())
            .filter(|name| !name.starts_with('.'))
            .map(str::to_owned)
            .collect();
        names.dedup();
        Ok(names)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let path = join("", path).ok_or(ReadError::Outside)?;
        self.files.get(&path).cloned().ok_or(ReadError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_stays_inside() {
        assert_eq!(
            join("environments/prod", "../../base/apps").as_deref(),
            Some("base/apps")
        );
        assert_eq!(join("a", "./b//c").as_deref(), Some("a/b/c"));
        assert_eq!(join("a", "../.."), None);
        assert_eq!(join("a", "/etc/passwd"), None);
    }
}
