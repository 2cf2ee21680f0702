//! `generators`, `transformers` and `validators`: the builtin ones with a configuration of their own.
//!
//! What is a program or a container is refused: a build runs nothing.

mod value_add;

use super::Context;
use super::resources::Resource;
use crate::diag::{Code, Diagnostic};
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

/// Refuses a chart.
pub(super) fn refuse_chart(chart: &Node) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(
            Code::ChartsLater,
            "a chart needs the program `helm`, and a build runs no other program",
        )
        .at(chart.span())
        .note("charts come with a later version")
        .help("render it once, `helm template … > chart.yaml`, and name that file in `resources`"),
    )
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
