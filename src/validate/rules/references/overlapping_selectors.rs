//! EK1223: a workload that selects the pods of another.
//!
//! Source: Kubernetes, Deployments: "do not create other Pods whose labels match this selector"; controllers and autoscalers count
//! all that match.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::k8s::{LabelSelector, ObjectId};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

const KINDS: [&str; 4] = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut told: FxHashSet<(&ObjectId, &ObjectId)> = FxHashSet::default();
    for workload in KINDS.iter().flat_map(|kind| tree.of_kind(kind)) {
        let Some(node) = workload.node.at(&["spec", "selector"]) else {
            continue;
        };
        let selector = LabelSelector::read(node);
        let pods = tree.pods.matching(&workload.id.namespace, &selector);
        let mut others = pods.filter(|pod| {
            pod.object.id != workload.id && KINDS.contains(&pod.object.id.kind.as_str())
        });
        let Some(other) = others.next().filter(|_| !selector.is_empty()) else {
            continue;
        };
        // Two that select each other are one finding.
        if !told.insert((&workload.id, &other.object.id))
            || told.contains(&(&other.object.id, &workload.id))
        {
            continue;
        }
        let message = format!(
            "`{}` also selects the pods of `{}`",
            workload.id, other.object.id
        );
        findings.push(
            about(Code::OverlappingSelectors, workload, node, message)
                .related(
                    other.labels.and_then(|labels| labels.head()),
                    "their labels",
                )
                .help("give each a label of its own, in the selector and the template"),
        );
    }
}
