//! Workloads that go, or get another name, and CronJobs that stop.

use crate::diag::plural;
use crate::diff::read::is_true;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, Effect, Path, Risk};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    // What becomes of the volumes of a StatefulSet is told with them.
    let has_volumes = subject.was(&["spec", "volumeClaimTemplates"]).is_some();
    let is_service = !has_volumes
        && matches!(
            (id.group.as_str(), id.kind.as_str()),
            (
                "apps",
                "Deployment" | "DaemonSet" | "StatefulSet" | "ReplicaSet"
            ) | ("", "ReplicationController")
                | ("argoproj.io", "Rollout")
        );
    if subject.is("batch", "CronJob") {
        judge_cron(subject, verdict);
    } else if is_service && subject.action() == Action::Delete {
        judge_end(subject, verdict);
    } else if is_service && subject.change.renamed_from.is_some() {
        judge_name(subject, verdict);
    }
}

/// Returns how many pods there were: `3 pods`.
fn pods(subject: &Subject<'_>) -> (String, String) {
    let before = subject.pair.before;
    match before.and_then(|placed| subject.world.before.pods(placed.object)) {
        Some(number) => (plural(number, "pod"), number.to_string()),
        None => ("the pods of all nodes".to_owned(), "all nodes".to_owned()),
    }
}

fn judge_end(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (pods, number) = pods(subject);
    if number == "0" {
        return;
    }
    verdict.effect(Effect::Scale {
        from: number.into(),
        to: "0".into(),
    });
    let why = format!("it ends, and with it {pods}");
    verdict.reason(
        Risk::High,
        Path::default(),
        why,
        "make sure that nothing needs it any more",
    );
}

/// Judges another name, which makes another workload.
fn judge_name(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(old) = &subject.change.renamed_from else {
        return;
    };
    let (pods, _) = pods(subject);
    verdict.effect(Effect::Recreate);
    let why = format!(
        "`{old}` ends with {pods}, while `{}` starts: nothing waits until the new ones are ready",
        subject.id()
    );
    let remedy = "keep the name; or add the new one, let traffic move, and delete the old one in a change after that";
    verdict.reason(Risk::High, Path::of(&["metadata", "name"]), why, remedy);
}

fn judge_cron(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() == Action::Delete {
        let why = "it does not run any more, and the Jobs it made are deleted";
        return verdict.reason(Risk::Medium, Path::default(), why, "");
    }
    if !subject.stays() {
        return;
    }
    let path = Path::of(&["spec", "suspend"]);
    match (
        is_true(subject.was(&["spec", "suspend"])),
        is_true(subject.now(&["spec", "suspend"])),
    ) {
        (false, true) => {
            let why = "it does not run any more, until `suspend` is gone";
            verdict.reason(Risk::Medium, path, why, "");
        }
        (true, false) => {
            let why = "it runs again; a run that was missed within `startingDeadlineSeconds` starts at once";
            verdict.reason(Risk::Low, path, why, "");
        }
        _ => {}
    }
    let text = |node: Option<&'_ Node>| node.and_then(Node::as_str).unwrap_or_default().to_owned();
    let [schedule, zone] = ["schedule", "timeZone"].map(|field| {
        (
            text(subject.was(&["spec", field])),
            text(subject.now(&["spec", field])),
        )
    });
    if schedule.0 != schedule.1 || zone.0 != zone.1 {
        let at = |schedule: &str, zone: &str| match zone {
            "" => format!("`{schedule}`"),
            zone => format!("`{schedule}` in {zone}"),
        };
        let why = format!(
            "it runs at {} instead of {}",
            at(&schedule.1, &zone.1),
            at(&schedule.0, &zone.0)
        );
        verdict.reason(Risk::Low, Path::of(&["spec", "schedule"]), why, "");
    }
}
