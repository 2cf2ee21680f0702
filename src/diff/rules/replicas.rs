//! How many pods a workload has, and whether somebody else decides that.

use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::scalers::{self, Scaler};
use crate::diff::{Effect, Path, Risk};
use crate::k8s::ObjectId;
use crate::yaml::Node;

const FIELD: [&str; 2] = ["spec", "replicas"];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    if !scalers::is_scalable(id) || !subject.stays() {
        return;
    }
    let (old, new) = (
        subject.was(&FIELD).and_then(Node::as_int),
        subject.now(&FIELD).and_then(Node::as_int),
    );
    let (was, is) = (old.unwrap_or(1), new.unwrap_or(1));
    if let Some(scaler) = subject.world.after.scaler(id) {
        return judge_scaled(verdict, id, scaler, old, new);
    }
    if was == is {
        return judge_left_alone(subject, verdict, is);
    }
    verdict.effect(Effect::Scale {
        from: was.to_string().into(),
        to: is.to_string().into(),
    });
    let said = match new {
        None => format!("`replicas: {was}` is gone, which means 1"),
        Some(_) => format!("{was} → {}", plural(is, "pod")),
    };
    let (risk, why, remedy) = match is {
        0 => (
            Risk::High,
            format!("{said}: nothing runs"),
            "keep one, if anything still needs it",
        ),
        1 if was > 1 => (
            Risk::Medium,
            format!("{said}: it is away whenever that one is replaced"),
            "keep two or more",
        ),
        _ if is < was => (Risk::Low, format!("{said}: each one has more to do"), ""),
        _ => (Risk::Low, said, ""),
    };
    verdict.reason(risk, Path::of(&FIELD), why, remedy);
}

/// Judges the number of what an autoscaler scales after the change.
fn judge_scaled(
    verdict: &mut Verdict,
    id: &ObjectId,
    scaler: &Scaler<'_>,
    old: Option<i64>,
    new: Option<i64>,
) {
    let by = &scaler.object.id;
    match (old, new) {
        (Some(was), None) if was > 1 => {
            verdict.effect(Effect::Scale {
                from: was.to_string().into(),
                to: format!("1, then {} or more", scaler.least).into(),
            });
            let why = format!(
                "without `replicas: {was}` it falls to 1 pod, until `{by}` raises it to {}",
                scaler.least
            );
            verdict.reason(Risk::High, Path::of(&FIELD), why, hand_over(id, was));
        }
        (old, Some(number)) if old != new => {
            let why = format!(
                "each sync sets {}, and `{by}` sets its own number again",
                plural(number, "pod")
            );
            let remedy = "leave `spec.replicas` out: the autoscaler decides";
            verdict.reason(Risk::Medium, Path::of(&FIELD), why, remedy);
        }
        _ => {}
    }
}

/// Judges a workload whose autoscaler is gone.
fn judge_left_alone(subject: &Subject<'_>, verdict: &mut Verdict, number: i64) {
    let Some(scaler) = subject.world.before.scaler(subject.id()) else {
        return;
    };
    if subject.now(&FIELD).is_some() && scaler.least != number {
        let why = format!(
            "`{}` is gone: {} from now on",
            scaler.object.id,
            plural(number, "pod")
        );
        verdict.reason(Risk::Medium, Path::of(&FIELD), why, "");
    }
}

/// Returns what lets a field go without its value: another owner of it.
fn hand_over(id: &ObjectId, replicas: i64) -> String {
    let api_version = if id.kind == "Rollout" {
        "argoproj.io/v1alpha1"
    } else {
        "apps/v1"
    };
    let object = format!(
        r#"{{"apiVersion":"{api_version}","kind":"{}","metadata":{{"name":"{}","namespace":"{}"}},"spec":{{"replicas":{replicas}}}}}"#,
        id.kind, id.name, id.namespace
    );
    format!(
        "first let another owner keep the number: `echo '{object}' | kubectl apply --server-side \
         --field-manager=handover -f -` (in Argo CD with `ServerSideApply=true`)"
    )
}
