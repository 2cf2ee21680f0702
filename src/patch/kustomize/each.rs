//! One change made to every resource, in parallel.

use rayon::prelude::*;

use super::Context;
use super::resources::Resource;
use crate::diag::Diagnostic;
use crate::load::kustomization::Outcome;

/// So many resources are at least changed one after the other: to hand over fewer would take longer.
const FEWEST: usize = 100;

/// Changes every resource. What goes wrong is found in all of them; the first finding is what stops the build.
pub(super) fn each(
    cx: &mut Context<'_, '_>,
    change: impl Fn(&mut Resource) -> Outcome<()> + Sync,
) -> Outcome<()> {
    let findings: Vec<Box<Diagnostic>> = cx
        .resources
        .slots_mut()
        .par_iter_mut()
        .with_min_len(FEWEST)
        .filter_map(|slot| change(slot.as_mut()?).err())
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

/// Changes every resource with all that is known of it, until something goes wrong. What is wrong with the first of them
/// stops the build, and alone is told.
pub(super) fn until_wrong(
    slots: &mut [Option<Resource>],
    change: impl Fn(&mut Resource) -> Outcome<()> + Sync,
) -> Outcome<()> {
    let wrong = slots
        .par_iter_mut()
        .with_min_len(FEWEST)
        .find_map_first(|slot| change(slot.as_mut()?).err());
    wrong.map_or(Ok(()), Err)
}
