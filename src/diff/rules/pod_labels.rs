//! Labels of pods: which Services lose them or win them. What becomes of a Service that is changed itself is said there.

use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::Alike;
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::{Object, pod_template, pod_template_path};

/// Judges what makes pods.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() == Action::Create {
        return;
    }
    let world = subject.world;
    let labels = |object: &'_ Object| {
        pod_template(object)
            .and_then(|template| template.at(&["metadata", "labels"]))
            .cloned()
    };
    let (before, after) = (subject.pair.before, subject.pair.after);
    let old = before.and_then(|placed| labels(placed.object));
    let new = after.and_then(|placed| labels(placed.object));
    let Some(placed) = before.filter(|_| old != new) else {
        return;
    };
    let namespace = placed.object.id.namespace.as_str();
    let services = &world.services;
    let lost = services.between(namespace, old.as_ref(), new.as_ref());
    let (poorer, dead): (Vec<_>, Vec<_>) = lost
        .into_iter()
        .partition(|alike| services.is_answered(*alike, &world.after));
    let id = &placed.object.id;
    let template = pod_template_path(&id.group, &id.kind).unwrap_or_default();
    let path = || Path::of(&[template, &["metadata", "labels"]].concat());
    if !dead.is_empty() {
        let why = format!("no pod is left for {}: nobody answers there", names(&dead));
        verdict.effect(Effect::Traffic);
        verdict.reason(
            Risk::High,
            path(),
            why,
            "change the selector as well, or delete the Service",
        );
    }
    if !poorer.is_empty() && after.is_some() {
        let why = format!("its pods get no more requests of {}", names(&poorer));
        verdict.effect(Effect::Traffic);
        verdict.reason(Risk::High, path(), why, "");
    }
    let won = services.between(namespace, new.as_ref(), old.as_ref());
    if !won.is_empty() {
        let why = format!("its pods get requests of {}", names(&won));
        verdict.effect(Effect::Traffic);
        verdict.reason(Risk::High, path(), why, "");
    }
}

/// Returns the names of Services. What is beyond those that are told is counted without a look at each.
fn names(all: &[(usize, &Alike<'_>)]) -> String {
    ticked(all.iter().flat_map(|(_, alike)| alike.services.iter()))
}
