//! Which nodes pods may run on.

use std::collections::BTreeSet;

use crate::diff::pods::Pods;
use crate::diff::read::{items, text};
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

const ZONE: &str = "topology.kubernetes.io/zone";
const CAPACITY: [&str; 2] = [
    "karpenter.sh/capacity-type",
    "eks.amazonaws.com/capacityType",
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.kept_pods() else {
        return;
    };
    judge_nodes(subject, pods, verdict);
    judge_taints(pods, verdict);
    judge_zones(subject, pods, verdict);
    judge_spread(pods, verdict);
    judge_priority(pods, verdict);
}

/// Judges labels that nodes must have.
fn judge_nodes(subject: &Subject<'_>, pods: &Pods<'_>, verdict: &mut Verdict) {
    let (old, new) = (demands(pods.before), demands(pods.after));
    let path = || where_from(subject, pods);
    let is_own = |(key, _): &&Demand| key != ZONE && !CAPACITY.contains(&key.as_str());
    let added = new.difference(&old).filter(is_own);
    let added: Vec<String> = added.map(|(key, value)| format!("{key}={value}")).collect();
    if !added.is_empty() {
        let why = format!(
            "only nodes with {} may run the pods: without one they stay pending",
            ticked(&added)
        );
        verdict.reason(
            Risk::Medium,
            path(),
            why,
            "make sure that a NodePool brings such nodes",
        );
    }
    let is_spot = |demands: &BTreeSet<Demand>| {
        demands.iter().any(|(key, value)| {
            CAPACITY.contains(&key.as_str()) && value.eq_ignore_ascii_case("spot")
        })
    };
    if is_spot(&new) && !is_spot(&old) {
        let why = "pods move to spot nodes, which AWS takes back within two minutes";
        verdict.reason(
            Risk::Medium,
            path(),
            why,
            "keep two replicas or more, and a PodDisruptionBudget",
        );
    } else if is_spot(&old) && !is_spot(&new) {
        let why = "pods no longer ask for spot nodes: on-demand ones cost more";
        verdict.reason(Risk::Low, path(), why, "");
    }
}

/// Returns the field that binds pods to nodes and differs.
fn where_from(subject: &Subject<'_>, pods: &Pods<'_>) -> Path {
    let paths = [pods.at(&["nodeSelector"]), pods.at(&["affinity"])];
    let changed = paths.iter().find(|path| subject.differs(path));
    changed.cloned().unwrap_or_else(|| pods.at(&[]))
}

/// Judges taints that pods no longer bear.
fn judge_taints(pods: &Pods<'_>, verdict: &mut Verdict) {
    let (before, after) = pods.values(&["tolerations"]);
    let key = |toleration: &'_ Node| text(Some(toleration), &["key"]).unwrap_or("*").to_owned();
    let keys = |list| -> Vec<String> { items(list).iter().map(key).collect() };
    let (borne, kept) = (keys(before), keys(after));
    let gone = without(&borne, &kept);
    if !gone.is_empty() && !kept.iter().any(|key| key == "*") {
        let why = format!(
            "pods may no longer run on nodes with the taint {}",
            ticked(&gone)
        );
        verdict.reason(
            Risk::Medium,
            pods.at(&["tolerations"]),
            why,
            "make sure that other nodes have room for them",
        );
    }
}

/// A label and the value that a node must have.
type Demand = (String, String);

/// Returns the labels and values that a node must have, from the selector and from the required affinity.
fn demands(spec: Option<&Node>) -> BTreeSet<Demand> {
    let mut demands = BTreeSet::new();
    let selector = spec.and_then(|spec| spec.value_of("nodeSelector")?.as_map());
    for entry in selector.into_iter().flatten() {
        let value = entry.value.to_text().unwrap_or_default();
        demands.insert((entry.key.name.to_string(), value.to_string()));
    }
    let terms = spec.and_then(|spec| {
        spec.at(&[
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms",
        ])
    });
    for term in items(terms) {
        for expression in items(term.value_of("matchExpressions")) {
            let key = text(Some(expression), &["key"]).unwrap_or_default();
            let operator = text(Some(expression), &["operator"]).unwrap_or_default();
            let values = items(expression.value_of("values"))
                .iter()
                .filter_map(Node::to_text);
            if operator == "In" {
                demands.extend(values.map(|value| (key.to_owned(), value.to_string())));
            } else {
                let values: Vec<_> = values.collect();
                demands.insert((key.to_owned(), format!("{operator} {}", values.join(","))));
            }
        }
    }
    demands
}

/// Judges the zones to which pods are bound.
fn judge_zones(subject: &Subject<'_>, pods: &Pods<'_>, verdict: &mut Verdict) {
    let zones = |spec| -> BTreeSet<String> {
        let demands: BTreeSet<Demand> = demands(spec);
        demands
            .into_iter()
            .filter(|(key, _)| key == ZONE)
            .map(|(_, zone)| zone)
            .collect()
    };
    let (old, new) = (zones(pods.before), zones(pods.after));
    if new.is_empty() || !old.is_empty() && old.is_subset(&new) {
        return;
    }
    let claims = items(pods.after.and_then(|spec| spec.value_of("volumes")))
        .iter()
        .any(|volume| volume.value_of("persistentVolumeClaim").is_some());
    let has_volumes = claims || subject.now(&["spec", "volumeClaimTemplates"]).is_some();
    let found: Vec<&String> = new.iter().collect();
    let why = format!("pods are bound to {}", ticked(&found));
    let (risk, why) = match has_volumes {
        true => (
            Risk::High,
            format!("{why}: a volume of another zone cannot follow, and its pod stays pending"),
        ),
        false => (Risk::Medium, format!("{why}: they stop when that fails")),
    };
    verdict.reason(
        risk,
        pods.at(&["nodeSelector"]),
        why,
        "let the volume decide the zone, and spread pods by `topologySpreadConstraints`",
    );
}

/// Judges what keeps pods apart.
fn judge_spread(pods: &Pods<'_>, verdict: &mut Verdict) {
    for fields in [
        &["topologySpreadConstraints"][..],
        &["affinity", "podAntiAffinity"],
    ] {
        let (before, after) = pods.values(fields);
        if before.is_some() && after.is_none() {
            let why = format!(
                "nothing keeps the pods apart any more: `{}` is gone",
                fields.join(".")
            );
            verdict.reason(
                Risk::Medium,
                pods.at(fields),
                why,
                "keep it, or all pods may run on one node",
            );
        }
    }
    let is_strict = |spec: Option<&Node>| {
        let spread = items(spec.and_then(|spec| spec.value_of("topologySpreadConstraints")));
        spread
            .iter()
            .any(|one| text(Some(one), &["whenUnsatisfiable"]) != Some("ScheduleAnyway"))
    };
    if is_strict(pods.after) && !is_strict(pods.before) {
        let why = "pods that cannot be spread stay pending";
        let remedy = "`whenUnsatisfiable: ScheduleAnyway` lets them start all the same";
        verdict.reason(
            Risk::Medium,
            pods.at(&["topologySpreadConstraints"]),
            why,
            remedy,
        );
    }
}

/// Judges which pods give way to others.
fn judge_priority(pods: &Pods<'_>, verdict: &mut Verdict) {
    const FIELD: [&str; 1] = ["priorityClassName"];
    let (before, after) = pods.values(&FIELD);
    let (old, new) = (before.and_then(Node::as_str), after.and_then(Node::as_str));
    let why = match (old, new) {
        (old, Some(new)) if old != Some(new) => format!(
            "pods have the priority `{new}`: who gives way to whom differs when nodes run short"
        ),
        (Some(old), None) => {
            format!("pods lose the priority `{old}`, and give way to others when nodes run short")
        }
        _ => return,
    };
    verdict.reason(Risk::Medium, pods.at(&FIELD), why, "");
}
