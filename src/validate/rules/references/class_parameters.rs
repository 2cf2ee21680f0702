//! EK1229: a class whose parameters nobody makes.
//!
//! Source: Kubernetes, IngressClass v1 `parameters`; Gateway API, `parametersRef`; AWS Load Balancer Controller, IngressClass.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of_kind("IngressClass") {
        one(
            tree,
            class,
            class.node.at(&["spec", "parameters"]),
            "apiGroup",
            "",
            findings,
        );
    }
    for class in tree.of_kind("GatewayClass") {
        one(
            tree,
            class,
            class.node.at(&["spec", "parametersRef"]),
            "group",
            "",
            findings,
        );
    }
    for gateway in tree.of_kind("Gateway") {
        let reference = gateway
            .node
            .at(&["spec", "infrastructure", "parametersRef"]);
        one(
            tree,
            gateway,
            reference,
            "group",
            &gateway.id.namespace,
            findings,
        );
    }
}

fn one(
    tree: &Tree<'_>,
    object: &Object,
    reference: Option<&Node>,
    group: &str,
    own: &str,
    findings: &mut Findings,
) {
    let Some(reference) = reference else { return };
    let (Some(node), Some(kind)) = (reference.value_of("name"), text(reference, &["kind"])) else {
        return;
    };
    let group = text(reference, &[group]).unwrap_or_default();
    let namespace = text(reference, &["namespace"]).unwrap_or(own);
    demand(
        tree,
        findings,
        Code::MissingClassParameters,
        Name {
            object,
            node,
            group,
            kind,
            namespace,
        },
    );
}
