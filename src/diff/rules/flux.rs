//! Flux: what a Kustomization, a HelmRelease and their sources do otherwise.

use super::entries;
use super::pods::{items, text};
use super::words::{ticked, value};
use super::{Subject, Verdict};
use crate::diff::images::is_major;
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

/// Judges the objects of Flux.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("kustomize.toolkit.fluxcd.io", "Kustomization") => kustomization(subject, verdict),
        ("helm.toolkit.fluxcd.io", "HelmRelease") => release(subject, verdict),
        ("source.toolkit.fluxcd.io", _) => source(subject, verdict),
        _ => {}
    }
}

fn truth(node: Option<&Node>) -> bool {
    node.and_then(Node::as_bool) == Some(true)
}

/// Says that something is suspended or resumed.
fn suspend(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "suspend"];
    let why = match (truth(subject.old(&path)), truth(subject.new(&path))) {
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
    let prune = ["spec", "prune"];
    match (truth(subject.old(&prune)), truth(subject.new(&prune))) {
        (true, false) => verdict.reason(
            Risk::Medium,
            Path::of(&prune),
            "what is removed from git stays in the cluster, and nobody keeps it",
            "",
        ),
        (false, true) => verdict.reason(
            Risk::Medium,
            Path::of(&prune),
            "what is removed from git from now on is deleted in the cluster",
            "keep what must outlive a mistake by `kustomize.toolkit.fluxcd.io/prune: disabled`",
        ),
        _ => {}
    }
    let force = ["spec", "force"];
    if !truth(subject.old(&force)) && truth(subject.new(&force)) {
        entries::forced(
            subject,
            &force,
            "set `kustomize.toolkit.fluxcd.io/force: enabled` on the one object that needs it, for as long",
            verdict,
        );
    }
    depends(subject, verdict);
    let waits = ["spec", "wait"];
    let checks = ["spec", "healthChecks"];
    let had = truth(subject.old(&waits)) || !items(subject.old(&checks)).is_empty();
    if had && !truth(subject.new(&waits)) && items(subject.new(&checks)).is_empty() {
        let why = "it counts as ready before its objects are: what depends on it starts too early";
        verdict.reason(Risk::Medium, Path::of(&waits), why, "keep `wait: true`");
    }
    let folder = match entries::prunes(subject) {
        true => "what the new place does not have is deleted",
        false => "what the new place does not have stays, and nobody keeps it",
    };
    verdict.changed(subject, &["spec", "path"], Risk::High, folder);
    verdict.changed(subject, &["spec", "sourceRef"], Risk::High, folder);
    verdict.changed(
        subject,
        &["spec", "targetNamespace"],
        Risk::High,
        "everything in it is created in the new namespace and deleted in the old one",
    );
    verdict.changed(
        subject,
        &["spec", "serviceAccountName"],
        Risk::Medium,
        "it is applied with other permissions",
    );
    verdict.changed(
        subject,
        &["spec", "kubeConfig"],
        Risk::High,
        "it is applied to another cluster",
    );
    verdict.changed(
        subject,
        &["spec", "postBuild"],
        Risk::Medium,
        "other values are put into its objects, which is not in these manifests",
    );
    verdict.changed(
        subject,
        &["spec", "decryption"],
        Risk::High,
        "its secrets may no longer be read",
    );
    for field in [
        "patches",
        "images",
        "components",
        "namePrefix",
        "nameSuffix",
        "commonMetadata",
    ] {
        verdict.changed(
            subject,
            &["spec", field],
            Risk::Medium,
            "its objects are changed on the way, which is not in these manifests",
        );
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
    let new = of(subject.new(&path));
    let lost: Vec<String> = of(subject.old(&path))
        .into_iter()
        .filter(|name| !new.contains(name))
        .collect();
    // A unit that is gone is waited for by nobody.
    let lost: Vec<String> = lost
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

fn release(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.gone().is_some() {
        let why = "the release is uninstalled, with all that the chart made";
        verdict.reason(
            Risk::High,
            Path::default(),
            why,
            "set `spec.suspend: true` first, and nothing is uninstalled",
        );
        return;
    }
    if subject.action() != Action::Update {
        return;
    }
    suspend(subject, verdict);
    let path = ["spec", "chart", "spec", "version"];
    let version = |node: Option<&Node>| node.and_then(Node::to_text).unwrap_or_default();
    let (old, new) = (version(subject.old(&path)), version(subject.new(&path)));
    if old != new {
        let is_major = is_major(&format!("a:{old}"), &format!("a:{new}"));
        let (risk, what) = match is_major {
            true => (Risk::High, ": another major version"),
            false => (Risk::Medium, ""),
        };
        let why = format!(
            "the chart goes from `{old}` to `{new}`{what}; what comes of it is not in these manifests"
        );
        verdict.reason(
            risk,
            Path::of(&path),
            why,
            "read its changelog, and compare `helm template` of both",
        );
    }
    for (path, risk, why) in RELEASE {
        verdict.changed(subject, path, *risk, why);
    }
}

/// Fields of a HelmRelease, what a change can do, and what that is.
const RELEASE: &[(&[&str], Risk, &str)] = &[
    (
        &["spec", "chart", "spec", "chart"],
        Risk::High,
        "another chart takes its place",
    ),
    (
        &["spec", "chart", "spec", "sourceRef"],
        Risk::High,
        "the chart comes from elsewhere",
    ),
    (
        &["spec", "chartRef"],
        Risk::High,
        "the chart comes from elsewhere",
    ),
    (
        &["spec", "releaseName"],
        Risk::High,
        "the release is uninstalled, and installed under the new name",
    ),
    (
        &["spec", "targetNamespace"],
        Risk::High,
        "the release is uninstalled, and installed in the new namespace",
    ),
    (
        &["spec", "storageNamespace"],
        Risk::High,
        "the release is uninstalled, and installed anew",
    ),
    (
        &["spec", "values"],
        Risk::Medium,
        "what comes of it is not in these manifests",
    ),
    (
        &["spec", "valuesFrom"],
        Risk::Medium,
        "what comes of it is not in these manifests",
    ),
    (&["spec", "upgrade"], Risk::Low, "upgrades go another way"),
];

fn source(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.gone().is_some() {
        let why = "who reads from it gets no changes any more";
        return verdict.reason(Risk::High, Path::default(), why, "");
    }
    if subject.action() != Action::Update {
        return;
    }
    suspend(subject, verdict);
    let all = "everything that is read from it comes from there";
    verdict.changed(subject, &["spec", "url"], Risk::High, all);
    for key in ["ref", "reference"] {
        let path = ["spec", key];
        if subject.touches(&path) {
            let of = |node: Option<&Node>| {
                let map = node.and_then(Node::as_map).into_iter().flatten();
                let parts: Vec<String> = map
                    .map(|entry| format!("{} {}", entry.key.name, value(Some(&entry.value))))
                    .collect();
                parts.join(", ")
            };
            let why = format!(
                "it goes from {} to {}: {all}",
                of(subject.old(&path)),
                of(subject.new(&path))
            );
            verdict.reason(Risk::Medium, Path::of(&path), why, "");
        }
    }
    verdict.changed(
        subject,
        &["spec", "ignore"],
        Risk::Medium,
        "other files of it are read",
    );
    verdict.changed(
        subject,
        &["spec", "verify"],
        Risk::High,
        "who must have signed it is another one",
    );
}
