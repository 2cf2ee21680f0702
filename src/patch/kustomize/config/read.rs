//! Files of `configurations`.

use super::Config;
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::yaml::Node;

/// Reads the file that an entry of `configurations` names.
pub(super) fn file(loader: &Loader<'_>, folder: &Folder, entry: &Node) -> Outcome<Config> {
    let _ = loader.text(folder, entry)?;
    Ok(Config::default())
}
