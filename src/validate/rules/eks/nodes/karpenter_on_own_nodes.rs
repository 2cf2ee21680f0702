//! EK1380: Karpenter runs on the nodes that it manages.
//!
//! Source: EKS Best Practices, Karpenter, "Run the Karpenter controller on EKS Fargate or on a worker node that belongs to a node group".

use crate::diag::Code;
use crate::validate::components::{Component, containers_of};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::required_terms;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (pod, container) in containers_of(tree, Component::Karpenter) {
        if keeps_off(pod.spec) {
            continue;
        }
        findings.push(
            about(
                Code::KarpenterOnOwnNodes,
                pod.object,
                container.value_of("name").unwrap_or(container),
                format!("`{}` may run on a node that it makes, and removes", pod.object.id),
            )
            .help("require `karpenter.sh/nodepool` with `DoesNotExist`, or a node group, in its node affinity"),
        );
    }
}

fn keeps_off(spec: &Node) -> bool {
    let selects = spec
        .value_of("nodeSelector")
        .is_some_and(|selector| selector.value_of("eks.amazonaws.com/nodegroup").is_some());
    let mut expressions = required_terms(spec)
        .iter()
        .flat_map(|term| items(term, "matchExpressions"));
    selects
        || expressions.any(|expression| match text(expression, &["key"]) {
            Some("karpenter.sh/nodepool") => {
                text(expression, &["operator"]) == Some("DoesNotExist")
            }
            Some("eks.amazonaws.com/nodegroup") => true,
            _ => false,
        })
}
