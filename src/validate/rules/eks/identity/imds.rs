//! EK1366: a program asks the node's metadata service, which pods cannot reach.
//!
//! Source: AWS Load Balancer Controller, Installation, "Using metadata server version 2 (IMDSv2)"; EKS Best Practices, Security: IAM, "Restrict
//! access to the instance profile"; Karpenter, NodeClasses, `spec.metadataOptions`.

use crate::diag::Code;
use crate::validate::components::{Component, containers_of, option};
use crate::validate::findings::{Findings, about, items};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some((class, node)) = closed(tree) else {
        return;
    };
    for (pod, container) in containers_of(tree, Component::LoadBalancerController)
        .chain(containers_of(tree, Component::TerminationHandler))
    {
        let on_node = pod.spec.value_of("hostNetwork").and_then(Node::as_bool) == Some(true);
        let is_told = option(container, "--aws-region").is_some()
            && option(container, "--aws-vpc-id").is_some();
        let queue = items(container, "env").iter().any(|variable| {
            variable.get("name").and_then(Node::as_str) == Some("ENABLE_SQS_TERMINATION_DRAINING")
                && variable.get("value").and_then(Node::as_str) == Some("true")
        });
        if on_node || is_told || queue {
            continue;
        }
        findings.push(
            about(
                Code::Imds,
                pod.object,
                container.value_of("name").unwrap_or(container),
                format!("`{}` asks the metadata service of the node, which pods cannot reach", pod.object.id),
            )
            .related(node.span().or(class.span), "pods cannot reach it")
            .help("say what it asks for: `--aws-region` and `--aws-vpc-id` of the load balancer controller, a queue for the termination handler"),
        );
    }
}

/// Returns the setting by which nodes keep pods from the metadata service.
fn closed<'a>(tree: &Tree<'a>) -> Option<(&'a crate::k8s::Object, &'a Node)> {
    let classes = tree.of_kind("EC2NodeClass").iter().find_map(|class| {
        // One hop, Karpenter's default, ends at the node.
        let hops = class
            .node
            .at(&["spec", "metadataOptions", "httpPutResponseHopLimit"]);
        match hops {
            Some(hops) => (hops.as_int() == Some(1)).then_some((*class, hops)),
            None => Some((*class, class.node.at(&["metadata", "name"])?)),
        }
    });
    classes.or_else(|| {
        tree.of_kind("ClusterConfig").iter().find_map(|config| {
            let groups = items(&config.node, "managedNodeGroups")
                .iter()
                .chain(items(&config.node, "nodeGroups"));
            let mut closing = groups.filter_map(|group| group.value_of("disablePodIMDS"));
            Some((*config, closing.find(|node| node.as_bool() == Some(true))?))
        })
    })
}
