//! EK1378: two programs decide over the same nodes.
//!
//! Source: Karpenter, FAQ, "Can I run Karpenter alongside Cluster Autoscaler?" and "Should I use AWS Node Termination Handler?"; NTH README.

use crate::diag::Code;
use crate::text::Span;
use crate::validate::components::{Component, containers_of};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::facts::fact;
use crate::validate::rules::eks::node_groups::groups;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let karpenter = containers_of(tree, Component::Karpenter).next();
    let karpenter = karpenter.map(|(pod, _)| pod.object);
    let karpenter = karpenter.or_else(|| tree.of("karpenter.sh", "NodePool").next());
    let is_auto = fact(tree, "compute") == Some("auto-mode");
    let groups = groups(tree);
    let all_managed = match groups.as_slice() {
        [] => fact(tree, "compute") == Some("managed-nodegroups"),
        groups => groups.iter().all(|group| group.managed),
    };
    if is_auto {
        for component in [
            Component::ClusterAutoscaler,
            Component::Karpenter,
            Component::TerminationHandler,
        ] {
            let message =
                "Auto Mode adds and removes nodes, and handles interruptions, and so does this";
            say(
                tree,
                component,
                None,
                message,
                "leave the nodes to Auto Mode",
                findings,
            );
        }
    } else if let Some(karpenter) = karpenter {
        let place = karpenter
            .node
            .at(&["metadata", "name"])
            .and_then(Node::span);
        let message = "Karpenter and Cluster Autoscaler both add and remove nodes";
        let help = "leave the nodes to one of them, or keep them to node groups of their own and accept this in `ignore`";
        say(
            tree,
            Component::ClusterAutoscaler,
            place,
            message,
            help,
            findings,
        );
        let message = "Karpenter handles interruptions itself, and so does this";
        let help = "remove the termination handler, and give Karpenter its queue";
        say(
            tree,
            Component::TerminationHandler,
            place,
            message,
            help,
            findings,
        );
    } else if all_managed {
        let place = groups.first().and_then(|group| group.node.head());
        let message = "EKS drains the nodes of managed node groups itself, and so does this";
        say(
            tree,
            Component::TerminationHandler,
            place,
            message,
            "remove the termination handler",
            findings,
        );
    }
}

fn say(
    tree: &Tree<'_>,
    component: Component,
    other: Option<Span>,
    message: &str,
    help: &str,
    findings: &mut Findings,
) {
    for (pod, container) in containers_of(tree, component) {
        let node = container.value_of("name").unwrap_or(container);
        findings.push(
            about(Code::TwoNodeAutoscalers, pod.object, node, message)
                .related(other, "whose nodes they are")
                .help(help),
        );
    }
}
