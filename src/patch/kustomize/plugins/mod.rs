//! `generators`, `transformers` and `validators`: the builtin ones with a configuration of their own.
//!
//! What is a program or a container is refused: a build runs nothing.

mod value_add;

use super::Context;
use super::resources::Resource;
use crate::load::kustomization::{Folder, Outcome};
use crate::yaml::{Document, Node};

/// Returns the documents of an entry that is a configuration itself instead of the path of one.
pub(super) fn inline(cx: &Context<'_, '_>, entry: &Node) -> Option<Vec<Node>> {
    let _: Option<Document> = None;
    let _ = (cx, entry);
    None
}

/// Runs the generators of these configurations, and returns what they make for
/// [`generate::join`](super::generate::join), each with the number of its configuration.
pub(super) fn generate(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configurations: &[Resource],
) -> Outcome<Vec<(usize, Resource)>> {
    let _ = (cx, folder, configurations);
    Ok(Vec::new())
}

/// Runs the transformers of these configurations.
pub(super) fn transform(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configurations: &[Resource],
) -> Outcome<()> {
    let _ = (cx, folder, configurations);
    Ok(())
}

/// Runs transformers as validators: they may change nothing but the label `validated-by`.
pub(super) fn validate(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configurations: &[Resource],
) -> Outcome<()> {
    let _ = (cx, folder, configurations);
    Ok(())
}
