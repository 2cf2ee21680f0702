//! EK1366: a program asks the node's metadata service, which pods cannot reach.
//!
//! Source: AWS Load Balancer Controller, Installation, "Using metadata server version 2 (IMDSv2)"; EKS Best Practices, Security: IAM, "Restrict
//! access to the instance profile"; Karpenter, NodeClasses, `spec.metadataOptions`.

use crate::diag::{Code, Diagnostic};
use crate::text::Span;
use crate::validate::components::{Component, containers_of, manages_aws, option};
use crate::validate::findings::{Findings, about, items};
use crate::validate::pods::Pod;
use crate::validate::rules::eks::accounts::{account_name, account_of, associated, role};
use crate::validate::rules::eks::facts::fact;
use crate::validate::rules::eks::node_groups::groups;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(closed) = closed(tree) else {
        return;
    };
    of_the_node(tree, closed, findings);
    for (pod, container) in containers_of(tree, Component::LoadBalancerController)
        .chain(containers_of(tree, Component::TerminationHandler))
    {
        let is_told = option(container, "--aws-region").is_some()
            && option(container, "--aws-vpc-id").is_some();
        let queue = items(container, "env").iter().any(|variable| {
            variable.get("name").and_then(Node::as_str) == Some("ENABLE_SQS_TERMINATION_DRAINING")
                && variable.get("value").and_then(Node::as_str) == Some("true")
        });
        if pod.is_on_host_network() || is_told || queue {
            continue;
        }
        let what = "asks the metadata service of the node, which pods cannot reach";
        let help = "say what it asks for: `--aws-region` and `--aws-vpc-id` of the load balancer controller, a queue for the termination handler";
        findings.push(finding(pod, container, what, closed).help(help));
    }
}

/// Programs that take the rights of the node, which they get from the metadata service.
fn of_the_node(tree: &Tree<'_>, closed: Span, findings: &mut Findings) {
    let associated = associated(tree);
    let all = containers_of(tree, Component::ClusterAutoscaler)
        .chain(containers_of(tree, Component::EbsCsiDriver));
    for (pod, container) in all.filter(|(_, container)| manages_aws(container)) {
        let (namespace, name) = (pod.object.id.namespace.as_str(), account_name(pod));
        let account = account_of(tree, pod);
        // An association of Pod Identity need not be in the tree.
        let known =
            name == "default" || (fact(tree, "identity") == Some("irsa") && account.is_some());
        let has_role = account.is_some_and(|account| role(account).is_some());
        if !known || has_role || pod.is_on_host_network() || associated.contains(&(namespace, name))
        {
            continue;
        }
        let what = "has no role, and cannot get that of the node from the metadata service";
        findings.push(finding(pod, container, what, closed).help("give its ServiceAccount a role"));
    }
}

fn finding(pod: &Pod<'_>, container: &Node, what: &str, closed: Span) -> Diagnostic {
    let place = container.value_of("name").unwrap_or(container);
    let message = format!("`{}` {what}", pod.object.id);
    about(Code::Imds, pod.object, place, message).related(closed, "pods cannot reach it")
}

/// Returns where nodes keep pods from the metadata service.
fn closed(tree: &Tree<'_>) -> Option<Span> {
    let mut classes = tree.of("karpenter.k8s.aws", "EC2NodeClass");
    let class = classes.find_map(|class| {
        let option = |key| class.node.at(&["spec", "metadataOptions", key]);
        let endpoint = option("httpEndpoint").filter(|it| it.as_str() == Some("disabled"));
        if endpoint.is_some() {
            return endpoint.and_then(Node::span);
        }
        // One hop, Karpenter's default, ends at the node.
        match option("httpPutResponseHopLimit") {
            Some(hops) => hops.span().filter(|_| hops.as_int() == Some(1)),
            None => class.node.at(&["metadata", "name"])?.span(),
        }
    });
    class.or_else(|| groups(tree).iter().find_map(|group| group.closed?.span()))
}
