//! EK1203: an Ingress of a class that nobody makes.
//!
//! Source: Kubernetes, Ingress v1: controllers pass over an Ingress whose `ingressClassName` names no class of theirs.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of_kind("Ingress") {
        if let Some(node) = ingress.node.at(&["spec", "ingressClassName"]) {
            let name = Name {
                object: ingress,
                node,
                group: "networking.k8s.io",
                kind: "IngressClass",
                namespace: "",
            };
            demand(tree, findings, Code::MissingIngressClass, name);
        }
    }
}
