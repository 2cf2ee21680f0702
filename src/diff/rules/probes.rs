//! How Kubernetes learns that a container is well, and how long it lets it finish.

use rustc_hash::FxHashSet;

use crate::diff::pods::{Container, Pods};
use crate::diff::read::items;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Risk, Segment};
use crate::yaml::Node;

/// The probes: their field, what happens without them, and what happens if they fail.
const PROBES: [(&str, &str, &str); 3] = [
    (
        "readinessProbe",
        "pods get requests before they can answer, and a rollout does not notice a broken version",
        "if it fails, pods get no requests and the rollout stops",
    ),
    (
        "livenessProbe",
        "a container that hangs is not restarted",
        "if it fails, the container is restarted again and again",
    ),
    (
        "startupProbe",
        "a container that starts slowly may be restarted before it is ready",
        "if it fails, the container is restarted before it is ready",
    ),
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.kept_pods() else {
        return;
    };
    // To the template: `spec`, the list, the container, the probe.
    let depth = pods.path.len() + 4;
    let fields = subject.below(pods.path);
    let changed: FxHashSet<&[Segment]> = fields
        .filter_map(|field| field.path.segments().get(..depth))
        .collect();
    for (container, before, after) in pods.kept() {
        for probe in PROBES {
            judge_probe(&changed, verdict, container, probe);
        }
        judge_stop(verdict, container, before, after);
    }
    judge_grace(verdict, pods);
}

/// Judges one probe; `changed` are the ways to all that differ as deep as a probe stands.
fn judge_probe(
    changed: &FxHashSet<&[Segment]>,
    verdict: &mut Verdict,
    container: &Container<'_>,
    (field, without, failing): (&str, &str, &str),
) {
    let [before, after] =
        [container.before, container.after].map(|side| side.and_then(|side| side.value_of(field)));
    if before == after {
        return;
    }
    let path = container.at(&[field]);
    let name = container.name;
    let (risk, why, remedy) = match (before.is_some(), after.is_some()) {
        (true, false) => (
            Risk::High,
            format!("`{name}` has no `{field}` any more: {without}"),
            "keep the probe, or state another one",
        ),
        (_, true) if changed.contains(path.segments()) => (
            Risk::Medium,
            format!("the `{field}` of `{name}` differs: {failing}"),
            "",
        ),
        _ => return,
    };
    verdict.reason(risk, path, why, remedy);
}

/// Judges what runs before a container is stopped.
fn judge_stop(verdict: &mut Verdict, container: &Container<'_>, before: &Node, after: &Node) {
    let hook = ["lifecycle", "preStop"];
    let name = container.name;
    let why = match (before.at(&hook), after.at(&hook)) {
        (Some(_), None) => {
            format!(
                "`{name}` has no `preStop` any more: requests that still arrive while it stops fail"
            )
        }
        (Some(old), Some(new)) => match (pause(old), pause(new)) {
            (Some(old), Some(new)) if new < old => {
                format!(
                    "`{name}` waits {new} s instead of {old} s before it stops: requests that still arrive fail"
                )
            }
            _ => return,
        },
        _ => return,
    };
    let remedy = "keep it longer than the load balancer takes to deregister a pod";
    verdict.reason(Risk::Medium, container.at(&hook), why, remedy);
}

/// Returns how many seconds a hook sleeps.
fn pause(hook: &Node) -> Option<i64> {
    if let Some(seconds) = hook.at(&["sleep", "seconds"]) {
        return seconds.as_int();
    }
    let command = items(hook.at(&["exec", "command"]));
    let last = command.last()?.as_str()?;
    let (before, seconds) = last.rsplit_once(' ').unwrap_or(("", last));
    let is_sleep = |text: &str| text.ends_with("sleep");
    let mut others = command.iter().filter_map(Node::as_str);
    let sleeps = is_sleep(before) || others.any(is_sleep);
    seconds.parse().ok().filter(|_| sleeps)
}

/// Judges how long pods may take to stop.
fn judge_grace(verdict: &mut Verdict, pods: &Pods<'_>) {
    const USUAL: i64 = 30;
    const FIELD: [&str; 1] = ["terminationGracePeriodSeconds"];
    let (before, after) = pods.values(&FIELD);
    let seconds = |node: Option<&Node>| node.map_or(Some(USUAL), Node::as_int);
    let (Some(old), Some(new)) = (seconds(before), seconds(after)) else {
        return;
    };
    if new >= old {
        return;
    }
    let (risk, why) = match new {
        0 => (
            Risk::High,
            "pods are killed at once, with whatever they are doing".to_owned(),
        ),
        _ => (
            Risk::Medium,
            format!(
                "pods have {new} s instead of {old} s to finish what they do, then they are killed"
            ),
        ),
    };
    let remedy = "keep it longer than the longest request and `preStop` together";
    verdict.reason(risk, pods.at(&FIELD), why, remedy);
}
