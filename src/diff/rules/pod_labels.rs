//! Labels of pods: which Services lose them or win them. What becomes of a Service that is changed itself is said there.

use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::pod_template;
use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::yaml::Node;

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
    let had = world.before.services(namespace, old.as_ref());
    let has = world.after.services(namespace, new.as_ref());
    let stays = |service: &&&Object| {
        let after = world.after.get(&service.id);
        after.is_some_and(|after| selector(after) == selector(service))
    };
    let lost: Vec<&ObjectId> = had
        .iter()
        .filter(stays)
        .filter(|service| !has.iter().any(|has| has.id == service.id))
        .map(|service| &service.id)
        .collect();
    let (dead, poorer): (Vec<&ObjectId>, Vec<&ObjectId>) = lost.into_iter().partition(|id| {
        let selector = world
            .after
            .get(id)
            .and_then(selector)
            .map(LabelSelector::equal_to);
        let selector = selector.unwrap_or_default();
        world.after.selected(namespace, &selector).next().is_none()
    });
    let path = || Path::of(&["spec", "template", "metadata", "labels"]);
    if !dead.is_empty() {
        let why = format!("no pod is left for {}: nobody answers there", ticked(dead));
        verdict.effect(Effect::Traffic);
        verdict.reason(
            Risk::High,
            path(),
            why,
            "change the selector as well, or delete the Service",
        );
    }
    if !poorer.is_empty() && after.is_some() {
        let why = format!("its pods get no more requests of {}", ticked(poorer));
        verdict.effect(Effect::Traffic);
        verdict.reason(Risk::High, path(), why, "");
    }
    let won: Vec<&ObjectId> = has
        .iter()
        .filter(|service| {
            let before = world.before.get(&service.id);
            before.is_some_and(|before| selector(before) == selector(service))
                && !had.iter().any(|had| had.id == service.id)
        })
        .map(|service| &service.id)
        .collect();
    if !won.is_empty() {
        let why = format!("its pods get requests of {}", ticked(won));
        verdict.effect(Effect::Traffic);
        verdict.reason(Risk::High, path(), why, "");
    }
}

fn selector(service: &Object) -> Option<&Node> {
    service.node.at(&["spec", "selector"])
}
