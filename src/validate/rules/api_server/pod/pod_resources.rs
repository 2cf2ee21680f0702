//! EK1119: resources of a whole pod that do not fit its containers. After `validatePodResources` of
//! `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

/// From this version on, a pod may have resources of its own (`PodLevelResources`); before, they are dropped.
const SINCE: Minor = Minor(34);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.minor >= SINCE {
        each(tree, findings, Code::PodResources, check_pod);
    }
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let Some(resources) = pod.spec.value_of("resources") else {
        return;
    };
    if text(pod.spec, &["os", "name"]) == Some("windows") {
        judge.says(
            resources,
            "a pod for Windows cannot have `resources` of its own",
        );
        return;
    }
    judge.refuses(resources, "claims", "in the `resources` of a pod");
    for list in ["limits", "requests"] {
        for entry in entries(resources, list) {
            let name = entry.key.name.as_str();
            if !matches!(name, "cpu" | "memory") && !name.starts_with("hugepages-") {
                let message =
                    format!("a pod as a whole has `cpu`, `memory` and huge pages, no `{name}`");
                judge.says(&entry.value, message);
            }
        }
    }
    for entry in entries(resources, "requests") {
        let limit = resources.at(&["limits", &entry.key.name]);
        if exceeds(Some(&entry.value), limit) {
            let message = format!(
                "the pod's request of `{}` is above its limit",
                entry.key.name
            );
            judge.says(&entry.value, message);
        }
        sum(pod, entry, judge);
    }
    for container in items(pod.spec, "containers") {
        let Some(own) = container.value_of("resources") else {
            continue;
        };
        for entry in entries(own, "limits") {
            if exceeds(
                Some(&entry.value),
                resources.at(&["limits", &entry.key.name]),
            ) {
                let message = format!(
                    "the limit of `{}` of {} is above that of the pod",
                    entry.key.name,
                    called(container)
                );
                judge.says(&entry.value, message);
            }
        }
    }
}

/// What containers that run together ask for; a limit stands in for a request.
fn sum(pod: &Pod<'_>, entry: &Entry, judge: &mut Judge<'_, '_>) {
    let name = entry.key.name.as_str();
    let asked = |container: &Node| {
        let of = |list| container.at(&["resources", list, name]).and_then(quantity);
        of("requests").or_else(|| of("limits"))
    };
    let total = pod
        .running()
        .filter_map(asked)
        .reduce(|sum, one| sum.add(&one).unwrap_or(sum));
    if let (Some(total), Some(own)) = (total, quantity(&entry.value))
        && total > own
    {
        let message = format!(
            "the containers ask for {total} of `{name}`, more than the pod, {}",
            entry.value.brief()
        );
        judge.says(&entry.value, message);
    }
}

fn entries<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n Entry> {
    node.value_of(key)
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
}

fn exceeds(amount: Option<&Node>, bound: Option<&Node>) -> bool {
    let (amount, bound) = (amount.and_then(quantity), bound.and_then(quantity));
    amount
        .zip(bound)
        .is_some_and(|(amount, bound)| amount > bound)
}
