//! A project in memory.

use std::collections::BTreeMap;

use super::{Place, Project, ReadError, join};

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
