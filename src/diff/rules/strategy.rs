//! How a workload will replace its pods from now on. None is replaced because of that alone.

use super::rollout::strategy;
use crate::diag::plural;
use crate::diff::read::{is_true, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::{Object, share};
use crate::yaml::Node;

/// Fields that say how pods are replaced, and nothing of the pods.
const FIELDS: [&str; 7] = [
    "strategy",
    "updateStrategy",
    "minReadySeconds",
    "progressDeadlineSeconds",
    "revisionHistoryLimit",
    "paused",
    "podManagementPolicy",
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_workload = matches!(
        (subject.id().group.as_str(), subject.id().kind.as_str()),
        ("apps", _) | ("argoproj.io", "Rollout")
    );
    let (Some(before), Some(after)) = (subject.pair.before, subject.pair.after) else {
        return;
    };
    if !is_workload
        || !subject.stays()
        || !FIELDS.iter().any(|field| subject.touches(&["spec", field]))
    {
        return;
    }
    if !subject.touches(&["spec", "template"]) && !subject.touches(&["spec", "replicas"]) {
        verdict.effect(Effect::CONFIG);
    }
    judge_type(verdict, before.object, after.object);
    judge_share(subject, verdict, before.object, after.object);
    judge_pause(subject, verdict);
    if subject.touches(&["spec", "revisionHistoryLimit"])
        && subject
            .now(&["spec", "revisionHistoryLimit"])
            .and_then(Node::as_int)
            == Some(0)
    {
        let path = Path::of(&["spec", "revisionHistoryLimit"]);
        verdict.reason(
            Risk::Low,
            path,
            "no old version is kept, so `kubectl rollout undo` cannot go back",
            "keep two or more",
        );
    }
}

/// Returns the field of a workload that says how pods are replaced.
fn field(workload: &Object) -> &'static str {
    match workload.id.kind.as_str() {
        "Deployment" | "Rollout" => "strategy",
        _ => "updateStrategy",
    }
}

/// Judges another strategy.
fn judge_type(verdict: &mut Verdict, before: &Object, after: &Object) {
    let (old, new) = (strategy(before), strategy(after));
    if old == new {
        return;
    }
    let path = Path::of(&["spec", field(after), "type"]);
    match new {
        "Recreate" => verdict.reason(
            Risk::High,
            path,
            "from now on all pods stop before the first new one starts: downtime with every rollout",
            "keep `RollingUpdate`, unless two pods must never run at once",
        ),
        "OnDelete" => verdict.reason(
            Risk::Medium,
            path,
            "from now on a new version runs only where somebody deletes the old pod",
            "keep `RollingUpdate`, unless something else deletes the pods",
        ),
        _ => verdict.reason(
            Risk::Low,
            path,
            format!("from now on pods are replaced by `{new}` instead of `{old}`"),
            "",
        ),
    }
}

/// Judges how many pods may be away during a rollout.
fn judge_share(subject: &Subject<'_>, verdict: &mut Verdict, before: &Object, after: &Object) {
    let away = |object: &Object, pods: i64| {
        let fields = ["spec", field(object), "rollingUpdate", "maxUnavailable"];
        let stated = object.node.at(&fields)?;
        share(stated, pods)
    };
    let Some(pods) = subject.world.after.pods(after).filter(|pods| *pods > 1) else {
        return;
    };
    let was = away(before, pods).unwrap_or(0);
    let Some(is) = away(after, pods).filter(|is| *is >= pods && was < pods) else {
        return;
    };
    let path = Path::of(&["spec", field(after), "rollingUpdate", "maxUnavailable"]);
    let why = format!(
        "a rollout may stop all {} at once",
        plural(is.min(pods), "pod")
    );
    verdict.reason(Risk::Medium, path, why, "`maxUnavailable: 1`");
}

/// Judges a workload that stops or starts to follow its template.
fn judge_pause(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (old, new) = (
        is_true(subject.was(&["spec", "paused"])),
        is_true(subject.now(&["spec", "paused"])),
    );
    let path = Path::of(&["spec", "paused"]);
    let name = text(subject.after(), &["metadata", "name"]).unwrap_or_default();
    match (old, new) {
        (false, true) => verdict.reason(
            Risk::Medium,
            path,
            format!("`{name}` is paused: new versions do not reach its pods"),
            "remove `spec.paused` when you are done",
        ),
        (true, false) => verdict.reason(
            Risk::Medium,
            path,
            format!("`{name}` is resumed: whatever changed meanwhile replaces its pods now"),
            "",
        ),
        _ => {}
    }
}
