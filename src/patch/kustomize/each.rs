//! One change made to every resource, in parallel.

use rayon::prelude::*;

use super::Context;
use crate::diag::Diagnostic;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// Changes every resource. What goes wrong is found in all of them; the first finding is what stops the build.
pub(super) fn each(
    cx: &mut Context<'_, '_>,
    change: impl Fn(&mut Node) -> Outcome<()> + Sync,
) -> Outcome<()> {
    let findings: Vec<Box<Diagnostic>> = cx
        .resources
        .slots_mut()
        .par_iter_mut()
        .flatten()
        .filter_map(|resource| change(&mut resource.node).err())
        .collect();
    let mut findings = findings.into_iter();
    match findings.next() {
        None => Ok(()),
        Some(first) => {
            cx.loader
                .session
                .report_all(findings.map(|finding| *finding));
            Err(first)
        }
    }
}
