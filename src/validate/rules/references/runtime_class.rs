//! EK1212: a pod of a RuntimeClass that nobody makes.
//!
//! Source: Kubernetes, Runtime Class: a pod that names one which does not exist ends as Failed.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        if let Some(node) = pod.spec.value_of("runtimeClassName") {
            let name = Name {
                object: pod.object,
                node,
                group: "node.k8s.io",
                kind: "RuntimeClass",
                namespace: "",
            };
            demand(tree, findings, Code::MissingRuntimeClass, name);
        }
    }
}
