//! EK1209: a NetworkPolicy that lets nobody in or out: no pod or namespace has the labels of a peer.
//!
//! Source: Kubernetes, NetworkPolicyPeer v1: `podSelector` alone means pods of the policy's namespace, with `namespaceSelector` those
//! of the namespaces that it selects. Namespaces outside the tree are not judged.

use crate::diag::Code;
use crate::k8s::{LabelSelector, Object};
use crate::validate::findings::{Findings, about, items};
use crate::validate::operators::makes_pods_for;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for policy in tree
        .of_kind("NetworkPolicy")
        .iter()
        .filter(|policy| policy.id.group == "networking.k8s.io")
    {
        let Some(spec) = policy.node.value_of("spec") else {
            continue;
        };
        for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
            for peer in items(spec, rules)
                .iter()
                .flat_map(|rule| items(rule, peers))
            {
                one(tree, policy, peer, findings);
            }
        }
    }
}

fn one(tree: &Tree<'_>, policy: &Object, peer: &Node, findings: &mut Findings) {
    let Some(node) = peer.value_of("podSelector") else {
        return;
    };
    let selector = LabelSelector::read(node);
    if selector.is_empty() {
        return;
    }
    let namespaces = match peer.value_of("namespaceSelector") {
        None => vec![policy.id.namespace.as_str()],
        Some(namespaces) => tree.namespaces_with(&LabelSelector::read(namespaces)),
    };
    // Of a namespace without a pod in the tree nobody knows what runs there.
    if namespaces.is_empty() || namespaces.iter().any(|namespace| !tree.pods.has(namespace)) {
        return;
    }
    let has = |namespace: &&str| {
        tree.pods.matching(namespace, &selector).next().is_some()
            || makes_pods_for(tree, namespace, &selector)
    };
    if namespaces.iter().any(has) {
        return;
    }
    let near = tree.near_labels(findings, namespaces[0], &selector);
    let of = match namespaces.as_slice() {
        [""] => "its namespace".to_owned(),
        [one] => format!("the namespace `{one}`"),
        more => format!("the {} namespaces that are meant", more.len()),
    };
    findings.push(
        about(
            Code::PeerSelectsNothing,
            policy,
            node,
            format!("the peer matches no pod of {of}"),
        )
        .help(near.unwrap_or_else(|| "give it the labels of the pods it is for".to_owned())),
    );
}
