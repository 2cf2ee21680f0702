//! EK1315: the class of an Ingress does not admit its namespace.
//!
//! Source: AWS Load Balancer Controller, IngressClass, `spec.namespaceSelector`.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::fronts::fronts;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for front in fronts(tree) {
        let Some(admitted) = front
            .params
            .and_then(|params| params.value_of("namespaceSelector"))
        else {
            continue;
        };
        let namespace = &front.ingress.id.namespace;
        let Some(object) = tree.get("", "Namespace", "", namespace) else {
            continue;
        };
        if LabelSelector::read(admitted).matches(object.node.at(&["metadata", "labels"])) {
            continue;
        }
        let class = front
            .ingress
            .node
            .at(&["spec", "ingressClassName"])
            .unwrap_or(&front.ingress.node);
        findings.push(
            about(
                Code::AlbClassRefusesNamespace,
                front.ingress,
                class,
                format!("the class does not admit Ingresses of the namespace `{namespace}`"),
            )
            .related(admitted.head(), "the labels it asks for")
            .help(format!("give the Namespace `{namespace}` these labels")),
        );
    }
}
