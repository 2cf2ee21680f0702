//! The one door to the user's files.
//!
//! The compiler does no I/O of its own: it asks a [`Project`] for bytes by path, relative to the project root and with `/`
//! between the parts. The disk is one implementation; what git holds, staged or committed, and a map in memory (tests)
//! are others.

mod disk;
pub mod git;
mod memory;

use std::io::Read;

pub use disk::DiskProject;
pub use memory::MemProject;

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
    /// In a submodule, of which git holds no files here.
    #[error("it lies in the git submodule `{0}`, whose files this repository does not hold")]
    Submodule(String),
    /// Git LFS keeps it elsewhere.
    #[error("it is a pointer of Git LFS, which keeps the file elsewhere")]
    Pointer,
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

/// What stands at a path, as a [`Place`] says it, with what reading a file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(String, Result<Vec<u8>, ReadError>),
    /// A folder.
    Folder(String),
}

/// Gives bytes by path.
pub trait Project: Sync {
    /// Returns what stands at a path.
    fn locate(&self, path: &str) -> Result<Place, ReadError>;

    /// Returns what stands at a path, and reads a file.
    fn open(&self, path: &str) -> Result<Found, ReadError> {
        locate_and_read(self, path)
    }

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

fn locate_and_read(project: &(impl Project + ?Sized), path: &str) -> Result<Found, ReadError> {
    Ok(match project.locate(path)? {
        Place::File(path) => {
            let bytes = project.read(&path);
            Found::File(path, bytes)
        }
        Place::Folder(path) => Found::Folder(path),
    })
}

/// Joins a path to the folder it is relative to, and resolves `.` and `..`; nothing if it leaves the root or is absolute.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    if is_plain(folder) && is_plain(path) {
        return Some(format!("{folder}/{path}"));
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

/// Returns whether nothing has to be resolved in a path: no part of it is empty or begins with a dot.
fn is_plain(path: &str) -> bool {
    let begins_otherwise = |byte: Option<&u8>| !matches!(byte, None | Some(b'/' | b'.'));
    let bytes = path.as_bytes();
    begins_otherwise(bytes.first())
        && bytes.last() != Some(&b'/')
        && !bytes
            .windows(2)
            .any(|pair| pair[0] == b'/' && !begins_otherwise(pair.get(1)))
}

/// Returns the folder of a path, empty for a file of the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the folders that a path is in, the nearest first and the root last.
pub fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| {
        (!folder.is_empty()).then(|| folder_of(folder))
    })
}

/// Returns whether a file holds manifests, by its name.
pub fn is_manifest(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Reads to the end of what was opened; nothing where that is more than [`MAX_FILE`] bytes. `size` is how many bytes are
/// expected, 0 where nobody knows: one call gives all of a file that still has its size, and the byte more that it asks for says so.
pub fn read_bounded(from: impl Read, size: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut from = from.take(MAX_FILE + 1);
    let mut bytes = Vec::new();
    if (1..=MAX_FILE).contains(&size) {
        bytes = vec![0; size as usize + 1];
        let read = from.read(&mut bytes)?;
        bytes.truncate(read);
        if read as u64 == size {
            return Ok(Some(bytes));
        }
    }
    from.read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE).then_some(bytes))
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

    #[test]
    fn a_path_is_in_every_folder_above_it() {
        assert_eq!(folders_of("a/b/c").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(folders_of("a").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn a_file_of_another_size_is_read_to_its_end() {
        for size in [0, 1, 3, 4, 9, MAX_FILE + 1] {
            let bytes = read_bounded(&b"four"[..], size).unwrap();
            assert_eq!(bytes.as_deref(), Some(&b"four"[..]), "{size}");
        }
        assert_eq!(read_bounded(std::io::repeat(0), 0).unwrap(), None);
    }
}
