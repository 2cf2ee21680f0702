//! The claims that a StatefulSet makes for its pods: their templates, who keeps them, and what is left of them when it
//! gets smaller, another name, or is deleted.

use std::collections::BTreeMap;

use super::{new_name, size};
use crate::diff::read::{items, text};
use crate::diff::rules::guard::{self, ASK_FIRST};
use crate::diff::sets::by_key;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

const TEMPLATES: &[&str] = &["spec", "volumeClaimTemplates"];
const POLICY: &[&str] = &["spec", "persistentVolumeClaimRetentionPolicy"];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_set = subject.is("apps", "StatefulSet");
    let (old, new) = (named(subject.was(TEMPLATES)), named(subject.now(TEMPLATES)));
    if !is_set || old.is_empty() && new.is_empty() {
        return;
    }
    if subject.is_lost() {
        return gone(subject, verdict, &old);
    }
    if subject.before().is_none() {
        return;
    }
    templates(subject, verdict, &old, &new);
    policy(subject, verdict, &old);
    scaled(subject, verdict, &old);
}

/// Returns templates with their names.
fn named(list: Option<&Node>) -> Vec<(&str, &Node)> {
    let named = |template| Some((text(Some(template), &["metadata", "name"])?, template));
    items(list).iter().filter_map(named).collect()
}

/// Returns whether claims go when the set does something: `whenDeleted`, `whenScaled`.
pub(in crate::diff::rules) fn deletes(set: Option<&Node>, when: &str) -> bool {
    text(set, &[POLICY, &[when]].concat()) == Some("Delete")
}

/// Returns how many pods there are, and the number of the first.
fn pods(set: Option<&Node>) -> (i64, i64) {
    let number = |keys: &[&str]| set.and_then(|set| set.at(keys)).and_then(Node::as_int);
    let count = number(&["spec", "replicas"]).unwrap_or(1);
    (
        count.max(0),
        number(&["spec", "ordinals", "start"]).unwrap_or(0),
    )
}

/// Returns the names of claims of pods from one number to another: `data-db-0 to data-db-2`.
fn claims(set: &str, templates: &[(&str, &Node)], first: i64, end: i64) -> String {
    let of = |name: &str| match end - first {
        ..=1 => format!("`{name}-{set}-{first}`"),
        _ => format!("`{name}-{set}-{first}` to `{name}-{set}-{}`", end - 1),
    };
    let all: Vec<String> = templates.iter().map(|(name, _)| of(name)).collect();
    all.join(", ")
}

/// Says what becomes of the data where templates change, which the API server refuses.
fn templates(
    subject: &Subject<'_>,
    verdict: &mut Verdict,
    old: &[(&str, &Node)],
    new: &[(&str, &Node)],
) {
    let names = |list: &[(&str, &Node)], others: &[(&str, &Node)]| -> Vec<String> {
        let known = by_key(others.iter().copied());
        let only = list.iter().filter(|(name, _)| !known.contains_key(name));
        only.map(|(name, _)| format!("`{name}`")).collect()
    };
    let (removed, added) = (names(old, new), names(new, old));
    let (mut told, grown) = kept(old, new);
    if !added.is_empty() {
        told.push(format!(
            "every pod gets an empty volume {}",
            added.join(", ")
        ));
    }
    if !removed.is_empty() {
        told.push(format!(
            "pods no longer see what is in {}",
            removed.join(", ")
        ));
    }
    if told.is_empty() {
        return;
    }
    verdict.replaces();
    verdict.effect(Effect::Storage);
    let goes = deletes(subject.before(), "whenDeleted");
    let risk = match removed.is_empty() && !goes {
        true => Risk::High,
        false => Risk::DataLoss,
    };
    let lost = match goes {
        true => "; if it is deleted with its pods, its claims go as well (`whenDeleted: Delete`)",
        false => "",
    };
    let why = format!(
        "the API server refuses a change of `spec.volumeClaimTemplates`: {}{lost}",
        told.join("; ")
    );
    verdict.reason(risk, Path::of(TEMPLATES), why, orphan(subject, &grown));
}

/// Returns what becomes of templates that are there on both sides, and those that grow, with their new size.
fn kept<'n>(
    old: &[(&str, &Node)],
    new: &[(&'n str, &Node)],
) -> (Vec<String>, Vec<(&'n str, Quantity)>) {
    let (mut told, mut grown) = (Vec::new(), Vec::new());
    let old = by_key(old.iter().copied());
    for (name, template) in new {
        let Some(old) = old.get(name) else {
            continue;
        };
        let (before, after) = (old.get("spec"), template.get("spec"));
        let (what, exist) = match size(before).zip(size(after)) {
            Some((from, to)) if to > from => {
                grown.push((*name, to));
                (format!("grows from {from} to {to}"), "keep their size")
            }
            Some((from, to)) if to < from => {
                (format!("shrinks from {from} to {to}"), "keep their size")
            }
            _ if differs(before, after) || is_relabelled(old, template) => {
                ("changes".to_owned(), "stay as they are")
            }
            _ => continue,
        };
        told.push(format!("`{name}` {what}, but claims that exist {exist}"));
    }
    (told, grown)
}

/// Returns the commands that let a set be made anew around its pods, with its claims grown before.
fn orphan(subject: &Subject<'_>, grown: &[(&str, Quantity)]) -> String {
    let id = subject.id();
    let (count, first) = pods(subject.before());
    let numbers: Vec<String> = (first..first + count.min(9))
        .map(|at| at.to_string())
        .collect();
    let grow: Vec<String> = grown
        .iter()
        .map(|(name, to)| {
            let claim = format!("{name}-{}-$i -n {}", id.name, id.namespace);
            let patch =
                format!(r#"{{"spec":{{"resources":{{"requests":{{"storage":"{to}"}}}}}}}}"#);
            let numbers = numbers.join(" ");
            format!("`for i in {numbers}; do kubectl patch pvc {claim} -p '{patch}'; done`, then ")
        })
        .collect();
    format!(
        "run {}`kubectl delete statefulset {} -n {} --cascade=orphan` before the sync: pods and claims stay, and the new one adopts them",
        grow.concat(),
        id.name,
        id.namespace
    )
}

/// Returns whether claims made from now on have other labels or annotations.
fn is_relabelled(before: &Node, after: &Node) -> bool {
    let said = |template: &Node, key: &str| {
        let map = template.at(&["metadata", key]).and_then(Node::as_map);
        let entries = map.into_iter().flatten();
        let entries = entries.map(|entry| (entry.key.name.clone(), entry.value.to_text()));
        entries.collect::<BTreeMap<_, _>>()
    };
    let mut keys = ["labels", "annotations"].into_iter();
    keys.any(|key| said(before, key) != said(after, key))
}

/// Returns whether two specifications of claims differ in what they say.
fn differs(before: Option<&Node>, after: Option<&Node>) -> bool {
    let said = |spec: Option<&Node>| {
        let map = spec.and_then(Node::as_map);
        let mut said: Vec<(String, serde_json::Value)> = map
            .into_iter()
            .flat_map(|map| map.iter())
            .filter(|entry| !matches!(&*entry.key.name, "resources" | "volumeMode"))
            .map(|entry| (entry.key.name.to_string(), entry.value.to_json()))
            .collect();
        said.sort_by(|a, b| a.0.cmp(&b.0));
        let mode = text(spec, &["volumeMode"]).unwrap_or("Filesystem");
        (said, mode == "Block")
    };
    said(before) != said(after)
}

/// Says that claims will go with pods from now on.
fn policy(subject: &Subject<'_>, verdict: &mut Verdict, old: &[(&str, &Node)]) {
    for (when, what) in [
        ("whenDeleted", "with it when it is deleted"),
        ("whenScaled", "with their pods when it gets smaller"),
    ] {
        if !old.is_empty() && deletes(subject.after(), when) && !deletes(subject.before(), when) {
            verdict.effect(Effect::Storage);
            verdict.reason(
                Risk::High,
                Path::of(&[POLICY, &[when]].concat()),
                format!("from now on its claims are deleted {what}"),
                format!("keep `{when}: Retain`"),
            );
        }
    }
}

/// Says what becomes of the claims of pods that go.
fn scaled(subject: &Subject<'_>, verdict: &mut Verdict, old: &[(&str, &Node)]) {
    let name = &subject.id().name;
    let ((before, start), (after, new_start)) = (pods(subject.before()), pods(subject.after()));
    if start != new_start && after > 0 {
        verdict.effect(Effect::Storage);
        verdict.reason(
            Risk::High,
            Path::of(&["spec", "ordinals", "start"]),
            format!("pods are numbered from {new_start}, not {start}: those with new numbers get new, empty claims"),
            "move the data first, or keep `spec.ordinals.start`",
        );
    } else if after < before && subject.world.after.scaler(subject.id()).is_none() {
        verdict.effect(Effect::Storage);
        let going = claims(name, old, start + after, start + before);
        let (risk, why, remedy) = match deletes(subject.after(), "whenScaled") {
            true => (
                Risk::DataLoss,
                format!("{going}: deleted with their pods (`whenScaled: Delete`)"),
                "move the data to other pods first, or set `persistentVolumeClaimRetentionPolicy.whenScaled: Retain`",
            ),
            false => (
                Risk::Low,
                format!("{going}: kept, and used again when it grows"),
                "delete the claims by hand once nobody needs them",
            ),
        };
        verdict.reason(risk, Path::of(&["spec", "replicas"]), why, remedy);
    }
}

/// Says what is left of a set that is deleted or has another name.
fn gone(subject: &Subject<'_>, verdict: &mut Verdict, old: &[(&str, &Node)]) {
    if old.is_empty() {
        return;
    }
    verdict.effect(Effect::Storage);
    let is_renamed = subject.after().is_some();
    if !is_renamed && guard::tell(subject, verdict) {
        return;
    }
    let name = subject.old_name();
    let new = new_name(subject);
    let (count, start) = pods(subject.before());
    let all = claims(name, old, start, start + count);
    let goes = deletes(subject.before(), "whenDeleted");
    let (risk, why, remedy) = match (is_renamed, goes) {
        (true, true) => (
            Risk::DataLoss,
            format!(
                "{new} starts with empty volumes, and {all} are deleted with `{name}` (`whenDeleted: Delete`)"
            ),
            "keep the name, or set `whenDeleted: Retain` first and move the data over".to_owned(),
        ),
        (true, false) => (
            Risk::DataLoss,
            format!("{new} starts with empty volumes; the data stay in {all}, which nobody uses"),
            "keep the name, or stop it and move the data over from a VolumeSnapshot or a dump"
                .to_owned(),
        ),
        (false, true) => (
            Risk::DataLoss,
            format!("{all} are deleted with it (`whenDeleted: Delete`)"),
            format!(
                "set `persistentVolumeClaimRetentionPolicy.whenDeleted: Retain` first; {ASK_FIRST}"
            ),
        ),
        (false, false) => (
            Risk::High,
            format!("it stops; its data stay in {all}, which nobody uses"),
            format!("delete the claims by hand once nobody needs them; {ASK_FIRST}"),
        ),
    };
    verdict.reason(risk, Path::default(), why, remedy);
}
