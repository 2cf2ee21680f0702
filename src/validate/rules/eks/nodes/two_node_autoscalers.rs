//! EK1378: two programs decide over the same nodes.
//!
//! Source: Karpenter, FAQ, "Can I run Karpenter alongside Cluster Autoscaler?" and "Should I use AWS Node Termination Handler?"; NTH README.

use crate::diag::Code;
use crate::validate::components::{Component, containers_of};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let karpenter = containers_of(tree, Component::Karpenter)
        .next()
        .map(|(pod, _)| pod.object);
    let karpenter = karpenter.or_else(|| tree.of_kind("NodePool").first().copied());
    let Some(karpenter) = karpenter else { return };
    let others = containers_of(tree, Component::ClusterAutoscaler)
        .map(|found| (found, "Karpenter and Cluster Autoscaler both add and remove nodes", "leave the nodes to one of them, or keep them to node groups of their own and accept this in `ignore`"))
        .chain(containers_of(tree, Component::TerminationHandler).map(|found| (found, "Karpenter handles interruptions itself, and so does this", "remove the termination handler, and give Karpenter its queue")));
    for ((pod, container), message, help) in others {
        findings.push(
            about(
                Code::TwoNodeAutoscalers,
                pod.object,
                container.value_of("name").unwrap_or(container),
                message,
            )
            .related(
                karpenter
                    .node
                    .at(&["metadata", "name"])
                    .and_then(Node::span),
                "Karpenter",
            )
            .help(help),
        );
    }
}
