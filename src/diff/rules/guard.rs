//! What keeps an object that is no longer in the manifests from being deleted with its data.

use super::units;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// What to do so that an object is not deleted.
pub(super) const ASK_FIRST: &str = "to keep it, commit `kustomize.toolkit.fluxcd.io/prune: disabled` (Flux) or \
     `argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm` (Argo CD) on it before it is removed";

/// The annotation with which Argo CD asks somebody.
const OPTIONS: &str = "argocd.argoproj.io/sync-options";
const CONFIRM: &str = "Prune=confirm";

/// Returns whether the object before is not simply deleted: it stays, which is told with its unit, or somebody is asked
/// first, which is told here.
pub(super) fn tell(subject: &Subject<'_>, verdict: &mut Verdict) -> bool {
    if units::keeps(subject).is_some() {
        return true;
    }
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

fn asks(object: &Node) -> bool {
    let stated = object.at(&["metadata", "annotations", OPTIONS]);
    let stated = stated.and_then(Node::as_str).unwrap_or_default();
    stated.split(',').any(|option| option.trim() == CONFIRM)
}

/// Returns whether Flux deletes it, which knows nothing of that annotation.
fn is_of_flux(subject: &Subject<'_>) -> bool {
    let place = subject.change.before.as_ref();
    let entry = place.and_then(|place| subject.world.before.entry(&place.unit));
    entry.is_some_and(|entry| entry.is_flux())
}
