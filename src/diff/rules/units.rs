//! What the units do to objects: whether a change is applied at all, whether what is removed is deleted, and what
//! happens on the way from one unit to another.

use super::data_loss::holds_data;
use super::guard::{OPTIONS, keeper, keeps, options};
use crate::diff::read::annotation;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::Entry;
use crate::diff::{Effect, Path, Place, Risk};
use crate::yaml::Node;

const FORCE: &str = "kustomize.toolkit.fluxcd.io/force";
const RECONCILE: &str = "kustomize.toolkit.fluxcd.io/reconcile";

/// Judges an object by its units.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    suspended(subject, verdict);
    if subject.gone().is_some() {
        kept(subject, verdict);
    }
    moved(subject, verdict);
    protection(subject, verdict);
}

/// Labels what is not applied for now.
fn suspended(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(entry) = current(subject) else {
        return;
    };
    let name = entry.name();
    let (why, remedy) = match (entry.is_suspended(), entry.is_flux()) {
        (false, _) => {
            let is_off = |node: &Node| annotation(node, RECONCILE).as_deref() == Some("disabled");
            if entry.is_flux() && subject.after().is_some_and(is_off) {
                let why = format!(
                    "`{RECONCILE}: disabled` keeps it as it is in the cluster: this is not applied"
                );
                verdict.reason(Risk::Low, Path::default(), why, "");
            }
            return;
        }
        (true, true) => (
            format!("`Kustomization/{name}` is suspended: this is not applied until it is resumed"),
            format!("flux resume kustomization {name}"),
        ),
        (true, false) => (
            format!(
                "`Application/{name}` does not sync by itself: this is not applied until somebody syncs it"
            ),
            format!("argocd app sync {name}"),
        ),
    };
    verdict.reason(Risk::Low, Path::default(), why, remedy);
}

/// Returns what syncs the object after the change; nothing where its unit goes with it.
fn current<'a>(subject: &Subject<'a>) -> Option<Entry<'a>> {
    let place = subject
        .change
        .after
        .as_ref()
        .or(subject.change.before.as_ref())?;
    subject.world.after.entry(&place.unit)
}

/// Says that what is removed stays in the cluster, and takes back what would come of its deletion.
fn kept(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(why) = keeps(subject) else {
        return;
    };
    let remedy = "delete it by hand once it is not needed";
    let name = subject.gone().unwrap_or(subject.id());
    verdict.stays(
        format!("`{name}` stays in the cluster, and nobody keeps it: {why}"),
        remedy,
    );
}

/// Says what may happen to an object that another unit syncs from now on.
fn moved(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (Some(from), Some(to)) = (&subject.change.before, &subject.change.after) else {
        return;
    };
    if from.unit == to.unit || subject.change.renamed_from.is_some() {
        return;
    }
    let world = subject.world;
    let old = world.before.entry(&from.unit);
    if !is_unit(from, old) || !is_unit(to, world.after.entry(&to.unit)) {
        return;
    }
    let name = |entry: Option<Entry<'_>>, place: &Place| match entry {
        Some(entry) => entry.name().to_owned(),
        None => place.unit.to_string(),
    };
    let (old_name, new_name) = (name(old, from), name(world.after.entry(&to.unit), to));
    let stays = match (world.after.entry(&from.unit), old) {
        (Some(entry), _) => !entry.prunes(),
        (None, Some(entry)) => !entry.takes_along(),
        (None, None) => false,
    };
    let keeper = subject.before().and_then(|node| keeper(node, old));
    if stays || keeper.is_some() {
        let why = format!("`{new_name}` takes it over from `{old_name}`, which does not prune it");
        return verdict.reason(Risk::Low, Path::default(), why, "");
    }
    let (risk, lost) = match holds_data(subject.id()) {
        true => (Risk::DataLoss, ", with its data"),
        false => (Risk::High, ""),
    };
    let why = format!(
        "it moves from `{old_name}` to `{new_name}`: if the old one syncs first, it is deleted and created anew{lost}"
    );
    let keeper = match old
        .or(world.after.entry(&to.unit))
        .map(|entry| entry.is_flux())
    {
        Some(true) => "`kustomize.toolkit.fluxcd.io/prune: disabled`",
        Some(false) => "`argocd.argoproj.io/sync-options: Prune=false`",
        None => {
            "`kustomize.toolkit.fluxcd.io/prune: disabled` (Argo CD: `argocd.argoproj.io/sync-options: Prune=false`)"
        }
    };
    let remedy = format!(
        "first commit {keeper} on it where it is, then move it, then remove the annotation"
    );
    verdict.effect(Effect::Recreate);
    verdict.reason(risk, Path::default(), why, remedy);
}

/// Returns whether a place is in a unit, and not only in a folder.
fn is_unit(place: &Place, entry: Option<Entry<'_>>) -> bool {
    entry.is_some() || place.file.starts_with("units/")
}

/// Annotations that keep an object, or let it be replaced.
fn protection(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    let loss = match holds_data(subject.id()) {
        true => Risk::DataLoss,
        false => Risk::Medium,
    };
    let path = |key| Path::of(&["metadata", "annotations", key]);
    if keeper(before, None).is_some() && keeper(after, None).is_none() {
        let why = "the annotation that keeps it from being pruned is gone: removed from git, it is deleted";
        verdict.reason(
            loss,
            Path::of(&["metadata", "annotations"]),
            why,
            "leave the annotation where the object must outlive a mistake",
        );
    }
    let confirms = |node| {
        options(node).any(|option| {
            matches!(
                option.as_str(),
                "Prune=confirm" | "Delete=confirm" | "Delete=false"
            )
        })
    };
    if confirms(before) && !confirms(after) {
        let why = "nobody is asked any more before it is deleted";
        verdict.reason(
            loss,
            path(OPTIONS),
            why,
            "leave `Prune=confirm,Delete=confirm` where the object must outlive a mistake",
        );
    }
    let forced = |node: &Node| {
        let replaces =
            options(node).any(|option| option == "Replace=true" || option == "Force=true");
        let flux = annotation(node, FORCE)
            .is_some_and(|text| matches!(text.as_str(), "enabled" | "Enabled"));
        flux || replaces
    };
    if !forced(before) && forced(after) {
        let why = "a change that the API server refuses deletes it and creates it anew";
        verdict.reason(
            loss,
            path(FORCE),
            why,
            "remove the annotation once the change is through",
        );
    }
}
