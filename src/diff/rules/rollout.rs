//! A change of the template of pods: which pods it replaces, how, and because of what.
//!
//! What the fields themselves put at risk, other rules say.

use ecow::EcoString;

use super::image;
use crate::diag::plural;
use crate::diff::read::text;
use crate::diff::sets::once;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::list;
use crate::diff::{Effect, FieldChange, FieldKind, Path, Risk, Segment};
use crate::k8s::{Object, pod_template_path};

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    let path = pod_template_path(&id.group, &id.kind).filter(|_| subject.stays());
    let (Some(path), Some(after)) = (path, subject.pair.after) else {
        return;
    };
    let is_image = |field: &&FieldChange| field.path.last_field() == Some("image");
    let changed: Vec<&FieldChange> = match id.kind.as_str() {
        // Of a pod only images can be changed while it runs.
        "Pod" => subject.below(path).filter(is_image).collect(),
        _ => subject.below(path).collect(),
    };
    if changed.is_empty() {
        return;
    }
    let because = because(&changed, path.len());
    let path = Path::of(path);
    match id.kind.as_str() {
        // The template of a Job cannot be changed at all.
        "Job" | "PodTemplate" => {}
        "CronJob" | "ScaledJob" => {
            verdict.effect(Effect::CONFIG);
            let why = format!("the next run has it, what runs now keeps the old: {because}");
            verdict.reason(Risk::Low, path, why, "");
        }
        "ReplicaSet" | "ReplicationController" => {
            verdict.effect(Effect::CONFIG);
            let why =
                format!("pods that run keep the old template until they are deleted: {because}");
            verdict.reason(Risk::Medium, path, why, "");
        }
        "Pod" => {
            verdict.effect(Effect::RollingRestart {
                pods: Some(1),
                strategy: "in place".into(),
            });
            let why =
                format!("the container restarts in place, and nothing stands in for it: {because}");
            verdict.reason(Risk::Medium, path, why, "");
        }
        _ => {
            let rollout = Rollout::of(subject, after.object);
            let is_patch = changed.iter().all(|field| image::is_patch(field));
            rollout.tell(verdict, path, &because, is_patch);
        }
    }
}

/// How the pods of a workload are replaced.
struct Rollout<'a> {
    workload: &'a Object,
    /// How many of them are replaced; nothing where that is not to be known.
    pods: Option<i64>,
    /// The ordinal from which pods of a StatefulSet are replaced, where it is not the first.
    partition: Option<i64>,
    strategy: EcoString,
}

impl<'a> Rollout<'a> {
    fn of(subject: &Subject<'a>, workload: &'a Object) -> Self {
        let spec = workload.node.get("spec");
        let paused = spec.and_then(|spec| spec.value_of("paused")?.as_bool());
        let strategy = match paused {
            Some(true) => "paused",
            _ => strategy(workload),
        };
        let partition = spec.and_then(|spec| {
            spec.at(&["updateStrategy", "rollingUpdate", "partition"])?
                .as_int()
        });
        let partition = partition.filter(|_| workload.id.kind == "StatefulSet");
        let world = &subject.world;
        let before = subject
            .pair
            .before
            .and_then(|placed| world.before.pods(placed.object));
        // Pods that a larger number adds, and those that a smaller one takes away, are not replaced.
        let all = world.after.pods(workload);
        let all = all.map(|all| {
            before
                .filter(|before| *before > 0)
                .map_or(all, |before| all.min(before))
        });
        Rollout {
            workload,
            pods: all.map(|all| all.saturating_sub(partition.unwrap_or(0)).max(0)),
            partition: partition.filter(|from| *from > 0),
            strategy: strategy.into(),
        }
    }

    fn tell(&self, verdict: &mut Verdict, path: Path, because: &str, is_patch: bool) {
        let effect = match self.strategy.as_str() {
            _ if self.pods == Some(0) => Effect::CONFIG,
            "Recreate" => Effect::Recreate,
            _ => Effect::RollingRestart {
                pods: self.pods,
                strategy: self.strategy.clone(),
            },
        };
        verdict.effect(effect);
        let is_now = self.pods != Some(0) && self.strategy != "paused";
        let risk = match is_now && !is_patch {
            true => Risk::Medium,
            false => Risk::Low,
        };
        let why = format!("{}: {because}", self.sentence());
        verdict.reason(risk, path, why, self.remedy());
    }

    /// Returns what happens to the pods.
    fn sentence(&self) -> String {
        let kind = &self.workload.id.kind;
        let all = || {
            self.pods
                .map_or("all pods".into(), |pods| plural(pods, "pod"))
        };
        let only = || "its only pod stops before the new one starts".to_owned();
        match self.strategy.as_str() {
            "paused" => format!("the {kind} is paused, so pods are replaced when it is resumed"),
            "OnDelete" => "pods are not replaced until somebody deletes them".to_owned(),
            _ if self.pods == Some(0) => "no pod runs, so none is replaced".to_owned(),
            _ if let Some(from) = self.partition => {
                format!("only pods from number {from} on are replaced, because of `partition`")
            }
            "Recreate" if self.pods == Some(1) => only(),
            "Recreate" => format!("{} stop before the first new one starts", all()),
            _ if self.pods == Some(1) && kind == "StatefulSet" => only(),
            _ if kind == "DaemonSet" => "the pod of every node is replaced".to_owned(),
            _ if self.pods == Some(1) => "its pod is replaced".to_owned(),
            _ => format!("{} are replaced", all()),
        }
    }

    /// Returns what to do about it.
    fn remedy(&self) -> String {
        let id = &self.workload.id;
        match self.strategy.as_str() {
            "OnDelete" => format!("delete them one by one: `kubectl delete pod -n {} NAME`", id.namespace),
            "Recreate" if self.pods != Some(0) => {
                "if two pods may run at once, `spec.strategy.type: RollingUpdate` avoids the downtime".to_owned()
            }
            _ => String::new(),
        }
    }
}

/// Returns how a workload replaces its pods: `RollingUpdate`, `Recreate`, `OnDelete`, `canary`, `blueGreen`.
pub(super) fn strategy(workload: &Object) -> &str {
    let spec = workload.node.get("spec");
    let stated = match workload.id.kind.as_str() {
        "Rollout" => {
            let names = ["canary", "blueGreen"];
            let strategy = spec.and_then(|spec| spec.value_of("strategy"));
            names
                .into_iter()
                .find(|name| strategy.is_some_and(|strategy| strategy.value_of(name).is_some()))
        }
        "Deployment" => text(spec, &["strategy", "type"]),
        _ => text(spec, &["updateStrategy", "type"]),
    };
    stated.unwrap_or("RollingUpdate")
}

/// Returns what differs: `image of api, container log`; `depth` steps lead to the template.
fn because(changed: &[&FieldChange], depth: usize) -> String {
    let is_order = changed
        .iter()
        .all(|field| field.kind == FieldKind::Reordered);
    let segments = changed.iter().map(|field| field.path.segments());
    let names = once(segments.map(|way| name(way.get(depth..).unwrap_or_default())));
    match is_order {
        true => format!(
            "nothing but the order of {} differs, and that makes new pods too",
            list(&names)
        ),
        false => list(&names),
    }
}

/// Returns how people call a place in a template.
fn name(segments: &[Segment]) -> String {
    let field = |at: usize| match segments.get(at) {
        Some(Segment::Field(name)) => Some(name.as_str()),
        _ => None,
    };
    match (field(0), field(1)) {
        (Some("metadata"), Some("annotations")) => match field(2) {
            Some(key) => format!("annotation `{key}`"),
            None => "annotations".to_owned(),
        },
        (Some("metadata"), Some("labels")) => match field(2) {
            Some(key) => format!("label `{key}`"),
            None => "labels".to_owned(),
        },
        (Some("spec"), Some(list @ ("containers" | "initContainers"))) => {
            let Some(Segment::Element(keys)) = segments.get(2) else {
                return format!("`{list}`");
            };
            let container = keys.first().map_or("", |(_, name)| name.as_str());
            match field(3) {
                Some(field) => format!("`{field}` of `{container}`"),
                None => format!("container `{container}`"),
            }
        }
        (_, Some(field)) => format!("`{field}`"),
        (Some(field), None) => format!("`{field}`"),
        _ => "the template".to_owned(),
    }
}
