//! Flux: what a Kustomization, a HelmRelease and their sources do otherwise.

mod releases;
mod sources;

use super::entries;
use crate::diff::read::{is_true, items, text};
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

/// Judges the objects of Flux.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("kustomize.toolkit.fluxcd.io", "Kustomization") => kustomization(subject, verdict),
        ("helm.toolkit.fluxcd.io", "HelmRelease") => releases::judge(subject, verdict),
        ("source.toolkit.fluxcd.io", _) => sources::judge(subject, verdict),
        _ => {}
    }
}

/// Says that something is suspended or resumed.
fn suspend(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "suspend"];
    let why = match (is_true(subject.was(&path)), is_true(subject.now(&path))) {
        (false, true) => "it is suspended: nothing of it is applied or put right any more",
        (true, false) => "it is resumed: everything that changed meanwhile is applied at once",
        _ => return,
    };
    verdict.reason(Risk::Medium, Path::of(&path), why, "");
}

fn kustomization(subject: &Subject<'_>, verdict: &mut Verdict) {
    entries::gone(subject, verdict);
    if subject.action() != Action::Update {
        return;
    }
    suspend(subject, verdict);
    prune(subject, verdict);
    let force = ["spec", "force"];
    if !is_true(subject.was(&force)) && is_true(subject.now(&force)) {
        entries::forced(
            subject,
            &force,
            "set `kustomize.toolkit.fluxcd.io/force: enabled` on the one object that needs it, for as long",
            verdict,
        );
    }
    depends(subject, verdict);
    waits(subject, verdict);
    let folder = match entries::prunes(subject) {
        true => "what the new place does not have is deleted",
        false => "what the new place does not have stays, and nobody keeps it",
    };
    verdict.changed(subject, &["spec", "path"], Risk::High, folder);
    verdict.changed(subject, &["spec", "sourceRef"], Risk::High, folder);
    for (field, risk, why) in FIELDS {
        verdict.changed(subject, &["spec", field], *risk, why);
    }
}

/// What is in it is not what is applied.
const ON_THE_WAY: &str = "its objects are changed on the way, which is not in these manifests";

/// Fields of a Kustomization, what a change can do, and what that is.
const FIELDS: &[(&str, Risk, &str)] = &[
    (
        "targetNamespace",
        Risk::High,
        "everything in it is created in the new namespace and deleted in the old one",
    ),
    (
        "serviceAccountName",
        Risk::Medium,
        "it is applied with other permissions",
    ),
    ("kubeConfig", Risk::High, "it is applied to another cluster"),
    (
        "postBuild",
        Risk::Medium,
        "other values are put into its objects, which is not in these manifests",
    ),
    (
        "decryption",
        Risk::High,
        "its secrets may no longer be read",
    ),
    ("patches", Risk::Medium, ON_THE_WAY),
    ("images", Risk::Medium, ON_THE_WAY),
    ("components", Risk::Medium, ON_THE_WAY),
    ("namePrefix", Risk::Medium, ON_THE_WAY),
    ("nameSuffix", Risk::Medium, ON_THE_WAY),
    ("commonMetadata", Risk::Medium, ON_THE_WAY),
];

/// Says what becomes of what is removed from git.
fn prune(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "prune"];
    let (why, remedy) = match (is_true(subject.was(&path)), is_true(subject.now(&path))) {
        (true, false) => (
            "what is removed from git stays in the cluster, and nobody keeps it",
            "",
        ),
        (false, true) => (
            "what is removed from git from now on is deleted in the cluster",
            "keep what must outlive a mistake by `kustomize.toolkit.fluxcd.io/prune: disabled`",
        ),
        _ => return,
    };
    verdict.reason(Risk::Medium, Path::of(&path), why, remedy);
}

/// Says that nobody waits any more until its objects are ready.
fn waits(subject: &Subject<'_>, verdict: &mut Verdict) {
    let waits = ["spec", "wait"];
    let checks = ["spec", "healthChecks"];
    let had = is_true(subject.was(&waits)) || !items(subject.was(&checks)).is_empty();
    if had && !is_true(subject.now(&waits)) && items(subject.now(&checks)).is_empty() {
        let why = "it counts as ready before its objects are: what depends on it starts too early";
        verdict.reason(Risk::Medium, Path::of(&waits), why, "keep `wait: true`");
    }
}

fn depends(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "dependsOn"];
    let of = |node: Option<&'_ Node>| -> Vec<String> {
        let names = items(node)
            .iter()
            .filter_map(|on| text(Some(on), &["name"]));
        names.map(str::to_owned).collect()
    };
    let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
    // A unit that is gone is waited for by nobody.
    let lost: Vec<&String> = without(&old, &new)
        .into_iter()
        .filter(|name| {
            let mut id = subject.id().clone();
            id.name = name.as_str().into();
            let world = subject.world;
            world.before.get(&id).is_none() || world.after.get(&id).is_some()
        })
        .collect();
    if !lost.is_empty() {
        let why = format!("it no longer waits for {}", ticked(lost));
        verdict.reason(Risk::Medium, Path::of(&path), why, "");
    }
}
