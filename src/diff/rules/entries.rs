//! What entry objects of Flux and Argo CD have in common: what goes with them, and what they may delete.

use super::data_loss::holds_data;
use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::Entry;
use crate::diff::{Path, Risk};
use crate::k8s::ObjectId;

/// What to do so that the objects of an entry object stay.
fn orphan(entry: &Entry<'_>) -> &'static str {
    match entry.is_flux() {
        true => "to keep them, set `spec.prune: false`, and remove it once that is synced",
        false => "to keep them, remove `metadata.finalizers` first, and it once that is synced",
    }
}

/// Judges an entry object that is gone: its unit goes, or is synced by another.
pub(super) fn gone(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(old) = subject
        .pair
        .before
        .and_then(|placed| Entry::of(placed.object))
    else {
        return;
    };
    if subject.gone().is_none() {
        return;
    }
    let world = subject.world;
    let members = members(subject, &old);
    let (kept, lost): (Vec<&ObjectId>, Vec<&ObjectId>) =
        members.iter().partition(|id| world.after.get(id).is_some());
    if !old.takes_along() {
        let why = "what it applied stays in the cluster, and nobody keeps it";
        return verdict.reason(Risk::Low, Path::default(), why, "");
    }
    if !lost.is_empty() || members.is_empty() {
        let what = match lost.as_slice() {
            [] => "everything that it applied is deleted".to_owned(),
            lost => {
                format!("{} deleted with it: {}", are(lost.len()), ticked(lost))
            }
        };
        let risk = match members.is_empty() || lost.iter().any(|id| holds_data(id)) {
            true => Risk::DataLoss,
            false => Risk::High,
        };
        verdict.reason(risk, Path::default(), what, orphan(&old));
    }
    if subject.change.renamed_from.is_some() && !kept.is_empty() {
        let holds = kept.iter().any(|id| holds_data(id));
        let risk = if holds { Risk::DataLoss } else { Risk::High };
        let why = format!(
            "`{}` takes the place of `{}`: if that goes first, {} deleted and created anew",
            subject.id().name,
            old.name(),
            are(kept.len())
        );
        verdict.reason(risk, Path::default(), why, orphan(&old));
    }
}

fn are(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(number, "object"))
}

/// Says that an entry object deletes and creates what the API server refuses to change.
pub(super) fn forced(subject: &Subject<'_>, path: &[&str], remedy: &str, verdict: &mut Verdict) {
    let entry = subject
        .pair
        .after
        .and_then(|placed| Entry::of(placed.object));
    let members = entry
        .map(|entry| members(subject, &entry))
        .unwrap_or_default();
    let held: Vec<&&ObjectId> = members.iter().filter(|id| holds_data(id)).collect();
    let what = "a change that the API server refuses deletes the object and creates it anew";
    let (risk, why) = match held.is_empty() {
        true => (Risk::High, what.to_owned()),
        false => (Risk::DataLoss, format!("{what}, also {}", ticked(held))),
    };
    verdict.reason(risk, Path::of(path), why, remedy);
}

/// Returns whether an entry object prunes after the change.
pub(super) fn prunes(subject: &Subject<'_>) -> bool {
    let entry = subject
        .pair
        .after
        .and_then(|placed| Entry::of(placed.object));
    entry.is_some_and(|entry| entry.prunes())
}

/// Returns the objects that an entry object applied before.
fn members<'a>(subject: &Subject<'a>, entry: &Entry<'a>) -> Vec<&'a ObjectId> {
    let before = &subject.world.before;
    let units = entry.folders();
    let members = units.flat_map(|unit| before.members(unit).iter().copied());
    members.collect()
}
