//! The volumes of pods: where they keep what they write, and in which zone.

use super::{items, text};
use crate::diff::path::Segment;
use crate::diff::rules::{Subject, Verdict};
use crate::diff::{Effect, Path, Risk};
use crate::k8s::pod_template_path;
use crate::yaml::Node;

const ZONE: &str = "topology.kubernetes.io/zone";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    let Some(template) = pod_template_path(&id.group, &id.kind) else {
        return;
    };
    let at = [template, &["spec"]].concat();
    let (Some(old), Some(new)) = (subject.old(&at), subject.new(&at)) else {
        return;
    };
    for before in items(old.value_of("volumes")) {
        let name = text(Some(before), &["name"]).unwrap_or_default();
        let mut list = items(new.value_of("volumes")).iter();
        let after = list.find(|after| text(Some(after), &["name"]) == Some(name));
        let mut path = Path::of(&[&at[..], &["volumes"]].concat());
        path.push(Segment::Element(vec![("name".into(), name.into())]));
        volume(name, before, after, path, verdict);
    }
    zone(subject, old, new, &at, verdict);
}

/// Says what becomes of what pods wrote to a volume.
fn volume(name: &str, before: &Node, after: Option<&Node>, path: Path, verdict: &mut Verdict) {
    let claim = |volume| text(Some(volume), &["persistentVolumeClaim", "claimName"]);
    let is_empty = |volume: &Node| volume.get("emptyDir").is_some();
    let (risk, why, remedy) = match (claim(before), after) {
        (Some(old), None) => (
            Risk::Medium,
            format!("pods no longer mount claim `{old}`, whose data stay there"),
            "delete the claim by hand once nobody needs it".to_owned(),
        ),
        (Some(old), Some(after)) => match claim(after) {
            Some(new) if new == old => return,
            Some(new) => (
                Risk::High,
                format!(
                    "`{name}` is claim `{new}` instead of `{old}`: pods see what is there, and the data stay in `{old}`"
                ),
                format!("copy what is needed from `{old}` to `{new}` first"),
            ),
            None if is_empty(after) => (
                Risk::DataLoss,
                format!(
                    "`{name}` is an emptyDir instead of claim `{old}`: what pods write there is lost with each of them"
                ),
                format!("keep the claim; the data stay in `{old}` as long as it is not deleted"),
            ),
            None => return,
        },
        (None, Some(after)) if is_empty(before) => match claim(after) {
            Some(new) => (
                Risk::DataLoss,
                format!(
                    "`{name}` is claim `{new}` instead of an emptyDir: what is in it now is lost with the pods"
                ),
                "copy it out with `kubectl cp` first, if it matters".to_owned(),
            ),
            None => return,
        },
        _ => return,
    };
    verdict.effect(Effect::Storage);
    verdict.reason(risk, path, why, remedy);
}

/// Says that pods with volumes may only run in other zones than before.
fn zone(subject: &Subject<'_>, old: &Node, new: &Node, at: &[&str], verdict: &mut Verdict) {
    let mounts = |spec: &Node| {
        let mut volumes = items(spec.value_of("volumes")).iter();
        volumes.any(|volume| volume.get("persistentVolumeClaim").is_some())
    };
    let makes_claims = |object: Option<&Node>| {
        let templates = object.and_then(|object| object.at(&["spec", "volumeClaimTemplates"]));
        !items(templates).is_empty()
    };
    let has_volumes = mounts(old) || makes_claims(subject.before());
    let (before, after) = (zones(old), zones(new));
    if !has_volumes || after.is_empty() || before == after {
        return;
    }
    let key = match new.at(&["nodeSelector", ZONE]) {
        Some(_) => &["nodeSelector"][..],
        None => &["affinity", "nodeAffinity"][..],
    };
    verdict.effect(Effect::Storage);
    verdict.reason(
        Risk::High,
        Path::of(&[at, key].concat()),
        format!(
            "pods run in {} only: those whose volume is in another zone stay pending",
            after.join(", ")
        ),
        "an EBS volume cannot leave its zone: restore a VolumeSnapshot of it there first",
    );
}

/// Returns the zones that pods must be in; none where they may be in any.
fn zones(spec: &Node) -> Vec<String> {
    let mut zones: Vec<String> = spec
        .at(&["nodeSelector", ZONE])
        .and_then(Node::to_text)
        .map(|zone| format!("`{zone}`"))
        .into_iter()
        .collect();
    let required = &[
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "nodeSelectorTerms",
    ];
    for term in items(spec.at(required)) {
        for expression in items(term.value_of("matchExpressions")) {
            let is_zone = text(Some(expression), &["key"]) == Some(ZONE);
            if is_zone && text(Some(expression), &["operator"]) == Some("In") {
                let values = items(expression.value_of("values")).iter();
                zones.extend(values.filter_map(|value| Some(format!("`{}`", value.to_text()?))));
            }
        }
    }
    zones.sort();
    zones.dedup();
    zones
}
