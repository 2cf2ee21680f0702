//! EK1211: a pod of a PriorityClass that nobody makes.
//!
//! Source: Kubernetes, Pod Priority and Preemption: the admission plugin refuses such a pod.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        if let Some(node) = pod.spec.value_of("priorityClassName") {
            let name = Name {
                object: pod.object,
                node,
                group: "scheduling.k8s.io",
                kind: "PriorityClass",
                namespace: "",
            };
            demand(tree, findings, Code::MissingPriorityClass, name);
        }
    }
}
