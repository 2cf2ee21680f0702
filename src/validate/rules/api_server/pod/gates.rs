//! EK1138: gates of readiness and scheduling that the API server refuses. After `validateReadinessGates` and
//! `validateSchedulingGates` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Gate, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for gate in items(pod.spec, "readinessGates") {
        if let Some(condition) = judge.needs(gate, "conditionType", "a readiness gate") {
            judge.format(condition, Format::QualifiedName, "condition");
        }
    }
    let gates = items(pod.spec, "schedulingGates");
    for gate in gates {
        if let Some(name) = judge.needs(gate, "name", "a scheduling gate") {
            judge.format(name, Format::QualifiedName, "name for a gate");
        }
    }
    if let Some(node) = pod
        .spec
        .text_of("nodeName")
        .filter(|_| !gates.is_empty() && pod.object.id.kind == "Pod")
    {
        judge.says(
            node,
            "a pod that waits for its scheduling gates has no `nodeName`",
        );
    }
}
