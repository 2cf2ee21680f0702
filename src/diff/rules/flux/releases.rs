//! HelmReleases: what becomes of a chart is not in the manifests, so what is said is what goes into it.

use super::suspend;
use crate::diff::images::is_major;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

/// Judges a HelmRelease.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
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
    let (old, new) = (version(subject.was(&path)), version(subject.now(&path)));
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
