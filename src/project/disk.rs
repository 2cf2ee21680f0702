//! A project on disk.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use rustix::fs::{Mode, OFlags};

use super::{Found, MAX_FILE, Place, Project, ReadError, join, locate_and_read, read_bounded};

/// A project on disk.
#[derive(Debug)]
pub struct DiskProject {
    root: PathBuf,
    /// The folder, relative to the root, from which paths are shown; paths outside it are shown from the root of the disk.
    shown_from: Option<String>,
    /// Folders by their paths relative to the root: a link on the way to one is followed once.
    folders: RwLock<FxHashMap<String, Arc<TrueFolder>>>,
}

/// A folder inside the root, links resolved.
#[derive(Debug)]
struct TrueFolder {
    /// Its path.
    path: PathBuf,
    /// Its path relative to the root.
    relative: String,
}

impl TrueFolder {
    /// Returns the path of what has a name in it, and that path relative to the root.
    fn inside(&self, name: &str) -> (PathBuf, String) {
        let relative = match self.relative.as_str() {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        (self.path.join(name), relative)
    }
}

impl DiskProject {
    /// Opens the project at this folder, which must exist.
    pub fn open(root: &Path) -> Result<Self, ReadError> {
        let root = root.canonicalize().map_err(|error| io_error(&error))?;
        Ok(DiskProject {
            root,
            shown_from: None,
            folders: RwLock::default(),
        })
    }

    /// Opens the whole disk, and shows paths as somebody in `folder` would write them. For what is no project of ours.
    pub fn disk(folder: &Path) -> Result<Self, ReadError> {
        let folder = folder.canonicalize().map_err(|error| io_error(&error))?;
        let folder = folder.strip_prefix("/").unwrap_or(&folder);
        Ok(DiskProject {
            root: PathBuf::from("/"),
            shown_from: Some(folder.to_string_lossy().into_owned()),
            folders: RwLock::default(),
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

    /// [Resolves](Self::resolve) a path, and returns what stands there.
    ///
    /// To resolve every part of the path of every file would be most of the work of reading a thousand small files. So
    /// the folder is resolved once for all that is in it, and of a file only the last part can still be a link.
    fn follow(&self, path: &str) -> Result<(PathBuf, Metadata), ReadError> {
        let joined = join("", path).ok_or(ReadError::Outside)?;
        let (folder, name) = split(&joined);
        if let Some(folder) = self.true_folder(folder) {
            let direct = folder.path.join(name);
            let about = direct
                .symlink_metadata()
                .map_err(|error| io_error(&error))?;
            if !about.is_symlink() {
                return Ok((direct, about));
            }
        }
        let resolved = self.resolve(&joined)?;
        let about = resolved.metadata().map_err(|error| io_error(&error))?;
        Ok((resolved, about))
    }

    /// Returns what stands at a path where that is a file or folder in its folder; nothing where it is a link, something
    /// special, or cannot be opened. One look at the path tells all.
    fn open_directly(&self, path: &str) -> Option<Found> {
        // Opening a FIFO would wait for ever, and a link may lead out.
        const HOW: OFlags = OFlags::RDONLY
            .union(OFlags::NOFOLLOW)
            .union(OFlags::NONBLOCK)
            .union(OFlags::CLOEXEC);
        let joined = join("", path)?;
        let (folder, name) = split(&joined);
        let (direct, relative) = self.true_folder(folder)?.inside(name);
        let file = rustix::fs::open(&direct, HOW, Mode::empty()).ok()?;
        let file = File::from(file);
        let about = file.metadata().ok()?;
        if about.is_dir() {
            let found = TrueFolder {
                path: direct,
                relative: relative.clone(),
            };
            self.keep(&joined, found);
            return Some(Found::Folder(relative));
        }
        about
            .is_file()
            .then(|| Found::File(relative, contents(file, about.len())))
    }

    /// Returns a folder by its path; nothing if there is none, or outside the root alone.
    fn true_folder(&self, folder: &str) -> Option<Arc<TrueFolder>> {
        let known = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return Some(Arc::clone(found));
        }
        drop(known);
        let path = self.resolve(folder).ok()?;
        let relative = self.relative(&path);
        Some(self.keep(folder, TrueFolder { path, relative }))
    }

    fn keep(&self, folder: &str, found: TrueFolder) -> Arc<TrueFolder> {
        let found = Arc::new(found);
        let mut known = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.to_owned(), Arc::clone(&found));
        found
    }

    /// Returns a path inside the root relative to it.
    fn relative(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        relative.to_string_lossy().into_owned()
    }
}

/// Splits a path into the one of its folder and its last part.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

impl Project for DiskProject {
    fn locate(&self, path: &str) -> Result<Place, ReadError> {
        let (resolved, about) = self.follow(path)?;
        let relative = self.relative(&resolved);
        Ok(if about.is_dir() {
            Place::Folder(relative)
        } else {
            Place::File(relative)
        })
    }

    fn open(&self, path: &str) -> Result<Found, ReadError> {
        match self.open_directly(path) {
            Some(found) => Ok(found),
            None => locate_and_read(self, path),
        }
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
        let (resolved, about) = self.follow(path)?;
        if about.is_dir() {
            return Err(ReadError::Folder);
        }
        // Opening a FIFO would wait for ever, so the kind is looked at before.
        if !about.is_file() {
            return Err(ReadError::Special);
        }
        let file = File::open(&resolved).map_err(|error| io_error(&error))?;
        contents(file, about.len())
    }
}

/// Reads a file of this size, if it is not too large.
fn contents(file: File, size: u64) -> Result<Vec<u8>, ReadError> {
    if size > MAX_FILE {
        return Err(ReadError::TooLarge(size));
    }
    let bytes = read_bounded(file, size).map_err(|error| io_error(&error))?;
    bytes.ok_or(ReadError::TooLarge(MAX_FILE + 1))
}

fn io_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        std::io::ErrorKind::NotADirectory => ReadError::NotFound,
        _ => ReadError::Io(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_none_leads_out() {
        use std::os::unix::fs::symlink;
        let scratch = tempfile::tempdir().unwrap();
        let (root, beside) = (scratch.path().join("root"), scratch.path().join("beside"));
        std::fs::create_dir_all(root.join("real/inner")).unwrap();
        std::fs::create_dir(&beside).unwrap();
        for file in [root.join("real/a.yaml"), beside.join("b.yaml")] {
            std::fs::write(file, "a: 1").unwrap();
        }
        for (target, link) in [
            ("real/a.yaml", "file"),
            ("real", "folder"),
            ("../a.yaml", "real/inner/up"),
            ("../beside/b.yaml", "out"),
            ("../beside", "out-folder"),
            ("loop", "loop"),
            ("gone", "broken"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        symlink("../root/real/a.yaml", beside.join("back")).unwrap();

        let project = DiskProject::open(&root).unwrap();
        let file = || Ok(Place::File("real/a.yaml".to_owned()));
        // A second look takes the folders that the first one resolved.
        for _ in 0..2 {
            for path in [
                "real/a.yaml",
                "file",
                "folder/a.yaml",
                "folder/inner/up",
                "out-folder/back",
            ] {
                assert_eq!(project.locate(path), file(), "{path}");
                assert_eq!(project.read(path).unwrap(), b"a: 1", "{path}");
            }
            for path in ["folder", "folder/", "./real"] {
                let folder = Ok(Place::Folder("real".to_owned()));
                assert_eq!(project.locate(path), folder, "{path}");
            }
            assert_eq!(project.locate(""), Ok(Place::Folder(String::new())));
            for path in ["out", "out-folder", "out-folder/b.yaml", "../beside/b.yaml"] {
                assert_eq!(project.locate(path), Err(ReadError::Outside), "{path}");
                assert_eq!(project.read(path), Err(ReadError::Outside), "{path}");
            }
            for path in ["broken", "real/gone", "gone/a", "file/a", "real/a.yaml/a"] {
                assert_eq!(project.locate(path), Err(ReadError::NotFound), "{path}");
            }
            assert!(matches!(project.locate("loop"), Err(ReadError::Io(_))));
            assert_eq!(project.read("folder"), Err(ReadError::Folder));
        }
    }
}
