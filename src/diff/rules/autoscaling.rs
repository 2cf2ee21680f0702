//! Autoscalers: their bounds, what they measure, and whether they and the manifest agree.

use std::cmp::Ordering;

use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::scalers::{self, Scaler};
use crate::diff::{Action, Effect, Path, Placed, Risk};
use crate::k8s::{Object, ObjectId};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.is("autoscaling.k8s.io", "VerticalPodAutoscaler") {
        return judge_vertical(subject, verdict);
    }
    let scaler = |side: Option<&'_ Placed<'_>>| -> Option<Bounds> {
        scalers::of(side?.object).map(|scaler| Bounds::of(&scaler))
    };
    match (
        subject.action(),
        scaler(subject.pair.before),
        scaler(subject.pair.after),
    ) {
        (Action::Create, _, Some(new)) => judge_new(subject, verdict, &new),
        (Action::Delete, Some(old), _) => judge_gone(subject, verdict, &old),
        (_, Some(old), Some(new)) if subject.stays() => {
            judge_bounds(subject, verdict, &old, &new);
            judge_measure(subject, verdict);
        }
        _ => {}
    }
}

/// Between how many pods an autoscaler chooses.
struct Bounds {
    least: i64,
    greatest: i64,
    /// The fields that say so.
    fields: [&'static str; 2],
}

impl Bounds {
    fn of(scaler: &Scaler<'_>) -> Self {
        Bounds {
            least: scaler.least,
            greatest: scaler.greatest,
            fields: match scaler.object.id.kind.as_str() {
                "ScaledObject" => ["minReplicaCount", "maxReplicaCount"],
                _ => ["minReplicas", "maxReplicas"],
            },
        }
    }

    fn words(&self) -> String {
        format!("{}–{}", self.least, self.greatest)
    }
}

/// Returns the workload that an autoscaler scales, and the number that its manifest states.
fn stated<'a>(subject: &Subject<'a>, scaler: &Object) -> Option<(&'a Object, Option<i64>)> {
    let workload = subject.world.after.get(&scalers::target(scaler)?)?;
    let replicas = workload.node.at(&["spec", "replicas"]);
    Some((workload, replicas.and_then(Node::as_int)))
}

fn judge_new(subject: &Subject<'_>, verdict: &mut Verdict, new: &Bounds) {
    let Some((workload, Some(number))) = subject
        .pair
        .after
        .and_then(|placed| stated(subject, placed.object))
    else {
        return;
    };
    verdict.effect(Effect::Scale {
        from: number.to_string().into(),
        to: new.words().into(),
    });
    let why = format!(
        "`{}` still states `replicas: {number}`: each sync undoes what the autoscaler does",
        workload.id
    );
    verdict.reason(
        Risk::Medium,
        Path::default(),
        why,
        "leave `spec.replicas` of the workload out, in a change after this one",
    );
}

fn judge_gone(subject: &Subject<'_>, verdict: &mut Verdict, old: &Bounds) {
    let Some((workload, number)) = subject
        .pair
        .before
        .and_then(|placed| stated(subject, placed.object))
    else {
        return;
    };
    let then = match number {
        Some(number) => format!("each sync sets {}", plural(number, "pod")),
        None => "its number stays as it is then, whatever comes".to_owned(),
    };
    let why = format!(
        "nothing scales `{}` between {} and {} pods any more: {then}",
        workload.id, old.least, old.greatest
    );
    verdict.reason(
        Risk::Medium,
        Path::default(),
        why,
        "state `spec.replicas` of the workload",
    );
}

fn judge_bounds(subject: &Subject<'_>, verdict: &mut Verdict, old: &Bounds, new: &Bounds) {
    if (old.least, old.greatest) == (new.least, new.greatest) {
        return;
    }
    verdict.effect(Effect::Scale {
        from: old.words().into(),
        to: new.words().into(),
    });
    let what = target(subject.pair.after).map_or_else(|| "it".to_owned(), |id| format!("`{id}`"));
    judge_greatest(verdict, &what, old, new);
    judge_least(verdict, &what, old, new);
}

/// Returns the workload that an autoscaler scales.
fn target(scaler: Option<&Placed<'_>>) -> Option<ObjectId> {
    scalers::target(scaler?.object)
}

fn judge_greatest(verdict: &mut Verdict, what: &str, old: &Bounds, new: &Bounds) {
    let (pods, before) = (plural(new.greatest, "pod"), old.greatest);
    let (why, remedy) = match new.greatest.cmp(&old.greatest) {
        Ordering::Less => (
            format!(
                "{what} gets at most {pods} instead of {before}: a load that needs more waits or fails"
            ),
            "compare with the most it had: `kubectl describe hpa`",
        ),
        Ordering::Greater => (
            format!("{what} may grow to {pods} instead of {before}"),
            "make sure that quota, NodePool and databases bear that many",
        ),
        Ordering::Equal => return,
    };
    let path = Path::of(&["spec", new.fields[1]]);
    verdict.reason(Risk::Medium, path, why, remedy);
}

fn judge_least(verdict: &mut Verdict, what: &str, old: &Bounds, new: &Bounds) {
    let path = Path::of(&["spec", new.fields[0]]);
    match new.least {
        0 if old.least > 0 => verdict.reason(
            Risk::High,
            path,
            format!("{what} may have no pod at all: the first request waits for one"),
            "keep `minReplicaCount: 1` for what must answer at once",
        ),
        1 if old.least > 1 => verdict.reason(
            Risk::Medium,
            path,
            format!(
                "{what} may fall to 1 pod instead of {}: it is away whenever that one is replaced",
                old.least
            ),
            "keep two or more",
        ),
        least if least < old.least => {
            let why = format!(
                "{what} may fall to {} instead of {}",
                plural(least, "pod"),
                old.least
            );
            verdict.reason(Risk::Medium, path, why, "");
        }
        least if least > old.least => {
            let why = format!(
                "{what} has at least {} instead of {}",
                plural(least, "pod"),
                old.least
            );
            verdict.reason(Risk::Low, path, why, "");
        }
        _ => {}
    }
}

/// Judges another target, other metrics, another pace.
fn judge_measure(subject: &Subject<'_>, verdict: &mut Verdict) {
    let fields = [
        (
            "metrics",
            "it scales by another measure: too few pods, or too many",
        ),
        (
            "triggers",
            "it scales by another measure: too few pods, or too many",
        ),
        ("behavior", "it scales at another pace"),
        ("advanced", "it scales at another pace"),
        (
            "fallback",
            "it has another number of pods where the measure fails",
        ),
    ];
    for (field, why) in fields {
        if subject.touches(&["spec", field]) {
            verdict.reason(Risk::Medium, Path::of(&["spec", field]), why, "");
        }
    }
    if subject.touches(&["spec", "scaleTargetRef"])
        && let (Some(old), Some(new)) = (target(subject.pair.before), target(subject.pair.after))
        && old != new
    {
        let why = format!("it scales `{new}`, and nothing scales `{old}` any more");
        verdict.reason(Risk::Medium, Path::of(&["spec", "scaleTargetRef"]), why, "");
    }
}

/// Judges who sets the requests of pods.
fn judge_vertical(subject: &Subject<'_>, verdict: &mut Verdict) {
    const MODE: [&str; 3] = ["spec", "updatePolicy", "updateMode"];
    let mode = |node: Option<&Node>| node.and_then(Node::as_str).unwrap_or("Auto").to_owned();
    if subject.action() == Action::Create || subject.stays() {
        let old = subject.before().map(|_| mode(subject.was(&MODE)));
        let new = mode(subject.now(&MODE));
        let evicts = |mode: &str| matches!(mode, "Auto" | "Recreate");
        if evicts(&new) && !old.as_deref().is_some_and(evicts) {
            let why = format!("`updateMode: {new}` evicts pods to give them other requests");
            verdict.reason(
                Risk::Medium,
                Path::of(&MODE),
                why,
                "`updateMode: Initial` changes only pods that start anyway",
            );
        }
    }
    if subject.stays() && subject.touches(&["spec", "resourcePolicy"]) {
        let why = "pods get other requests when they are replaced";
        verdict.reason(Risk::Medium, Path::of(&["spec", "resourcePolicy"]), why, "");
    }
}
