//! EK1140: selectors of workloads that are missing, empty or no selector. After `ValidateDeploymentSpec` and its kin in
//! `pkg/apis/apps/validation`; one that does not match is EK0627.

use crate::diag::Code;
use crate::k8s::{LabelSelector, Object};
use crate::validate::findings::Findings;
use crate::validate::judge::{Judge, is_empty};
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"] {
        for object in tree.of("apps", kind) {
            check_object(
                object,
                &mut Judge::new(Code::WorkloadSelector, object, findings),
            );
        }
    }
    for object in tree.of("", "ReplicationController") {
        let labels = tree.pod_of(object).and_then(|pod| pod.labels);
        let mut judge = Judge::new(Code::WorkloadSelector, object, findings);
        check_controller(object, labels, &mut judge);
    }
}

fn check_object(object: &Object, judge: &mut Judge<'_, '_>) {
    let Some(spec) = object.node.value_of("spec") else {
        return;
    };
    let what = format!("a {}", object.id.kind);
    match spec.value_of("selector") {
        None => {
            let message = format!("{what} needs `selector`");
            judge.advises(
                spec,
                message,
                "add `selector: {matchLabels: …}` with labels of the pods",
            );
        }
        Some(selector) => {
            if selector.as_map().is_some_and(|map| {
                map.iter()
                    .all(|entry| entry.value.is_null() || is_empty(&entry.value))
            }) {
                judge.says(selector, format!("{what} cannot select everything"));
            }
            selectors::labels(selector, judge);
        }
    }
}

/// Without a selector, it selects the labels of its pods.
fn check_controller(object: &Object, labels: Option<&Node>, judge: &mut Judge<'_, '_>) {
    let selector = object
        .node
        .at(&["spec", "selector"])
        .filter(|selector| !is_empty(selector));
    match (selector, labels.filter(|labels| !is_empty(labels))) {
        (None, None) => judge.says(
            &object.node,
            "a ReplicationController needs `selector`, or pods with labels",
        ),
        (Some(selector), labels) if !LabelSelector::equal_to(selector).matches(labels) => {
            let message = "the selector does not match the labels of the pods";
            judge.advises(
                selector,
                message,
                "give the pods every label of the selector",
            );
        }
        _ => {}
    }
}
