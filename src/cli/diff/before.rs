//! The rendering that is compared with: files of a folder or of a git tree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::emit::{Rendering, WriteError};

/// Files of a rendered tree, by path below it, that differ from a rendering; and which do not.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// Those that differ, or that the rendering does not have.
    pub(super) differing: BTreeMap<String, Vec<u8>>,
    /// Those that are equal byte for byte.
    pub(super) same: Vec<String>,
}

/// Reads a folder. One that is not there holds nothing.
pub(super) fn folder(rendering: &Rendering, folder: &Path) -> Result<Before, WriteError> {
    let mut before = Before::default();
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries.into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    });
    for entry in entries {
        let Ok(entry) = entry else {
            continue;
        };
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
