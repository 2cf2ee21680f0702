//! What keeps an object that is no longer in the manifests from being deleted with its data.

use crate::diff::read::annotation;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::Entry;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// What to do so that an object is not deleted.
pub(super) const ASK_FIRST: &str = "to keep it, commit `kustomize.toolkit.fluxcd.io/prune: disabled` (Flux) or \
     `argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm` (Argo CD) on it before it is removed";

/// The annotation that tells Argo CD how to sync an object.
pub(super) const OPTIONS: &str = "argocd.argoproj.io/sync-options";

/// With this option Argo CD asks somebody.
const CONFIRM: &str = "Prune=confirm";

const PRUNE: &str = "kustomize.toolkit.fluxcd.io/prune";
const HELM: &str = "helm.sh/resource-policy";

/// Returns whether the object before is not simply deleted: it stays, which is told with its unit, or somebody is asked
/// first, which is told here.
pub(super) fn tell(subject: &Subject<'_>, verdict: &mut Verdict) -> bool {
    if keeps(subject).is_some() {
        return true;
    }
    let asks = |node| options(node).any(|option| option == CONFIRM);
    if !subject.before().is_some_and(asks) || is_of_flux(subject) {
        return false;
    }
    verdict.reason(
        Risk::Low,
        Path::default(),
        format!("not deleted before somebody confirms it: `{OPTIONS}: {CONFIRM}`"),
        "confirm it in Argo CD only if its data are not needed any more",
    );
    true
}

/// Returns why an object stays in the cluster once it is gone from the manifests; nothing where it does not.
pub(super) fn keeps(subject: &Subject<'_>) -> Option<String> {
    let (Some(place), Some(node)) = (&subject.change.before, subject.before()) else {
        return None;
    };
    let world = subject.world;
    let (now, was) = (
        world.after.entry(&place.unit),
        world.before.entry(&place.unit),
    );
    // An Application that goes takes along what it must not prune.
    let goes_along = now.is_none() && was.is_some_and(|entry| !entry.is_flux());
    let keeper = keeper(node, now.or(was)).filter(|_| !goes_along);
    Some(match (now, was) {
        _ if keeper.is_some() => format!("`{}`", keeper.unwrap_or_default()),
        (Some(entry), _) if !entry.prunes() => format!("`{}` does not prune", entry.name()),
        (None, Some(entry)) if !entry.takes_along() => {
            format!("`{}` goes and leaves what it applied", entry.name())
        }
        _ => return None,
    })
}

/// Returns the annotation that keeps an object from being pruned by what syncs it, or by anybody.
pub(super) fn keeper(node: &Node, entry: Option<Entry<'_>>) -> Option<String> {
    let is_flux = entry.map(|entry| entry.is_flux());
    let label = || node.at(&["metadata", "labels", PRUNE])?.to_text();
    if annotation(node, HELM).as_deref() == Some("keep") {
        return Some(format!("{HELM}: keep"));
    }
    let pruned = annotation(node, PRUNE).or_else(label);
    if is_flux != Some(false) && pruned.as_deref() == Some("disabled") {
        return Some(format!("{PRUNE}: disabled"));
    }
    let is_kept = is_flux != Some(true) && options(node).any(|option| option == "Prune=false");
    is_kept.then(|| format!("{OPTIONS}: Prune=false"))
}

/// Returns the sync options of an object.
pub(super) fn options(node: &Node) -> impl Iterator<Item = String> {
    let stated = annotation(node, OPTIONS).unwrap_or_default();
    let options: Vec<String> = stated
        .split(',')
        .map(|option| option.trim().to_owned())
        .collect();
    options.into_iter()
}

/// Returns whether Flux deletes it, which knows nothing of that annotation.
fn is_of_flux(subject: &Subject<'_>) -> bool {
    let place = subject.change.before.as_ref();
    let entry = place.and_then(|place| subject.world.before.entry(&place.unit));
    entry.is_some_and(|entry| entry.is_flux())
}
