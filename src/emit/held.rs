//! What a rendered folder holds, beside a rendering: what `diff` compares with.

use std::collections::BTreeMap;
use std::path::Path;

use super::index::{self, INDEX};
use super::source::{Folder, Found, Source};
use super::{Rendering, WriteError};
use crate::project::is_manifest;

/// The manifests of a rendered tree, by path below it, beside those of a rendering.
#[derive(Debug, Default)]
pub struct Held {
    /// Those that differ, or that the rendering does not have.
    pub differing: BTreeMap<String, Vec<u8>>,
    /// Those that are equal byte for byte.
    pub same: Vec<String>,
    /// The component that asked for each, `App/shop/api`, as the index of the tree says.
    pub owners: BTreeMap<String, String>,
}

impl Held {
    /// Reads a folder; one that is not there holds nothing. A link in it is refused: what is behind it would look as if it
    /// were gone.
    pub fn of_folder(rendering: &Rendering, folder: &Path) -> Result<Held, WriteError> {
        let source = Folder(folder);
        let mut held = Held::default();
        for (path, found) in source.list()?.found {
            match found {
                Found::File if is_manifest(&path) => {}
                Found::Link if is_manifest(&path) || source.path(&path).is_dir() => {
                    return Err(WriteError::Link {
                        path: source.path(&path),
                    });
                }
                _ => continue,
            }
            let wanted = rendering.files.get(&path).map(|file| file.bytes.as_slice());
            match source.other_than(&path, wanted)? {
                None => held.same.push(path),
                Some(bytes) => drop(held.differing.insert(path, bytes)),
            }
        }
        held.add_owners(&source.text(INDEX)?);
        Ok(held)
    }

    /// Adds what an index says.
    pub fn add_owners(&mut self, index: &str) {
        self.owners = index::owners(index);
    }
}
