//! EK1208: a NetworkPolicy for pods that nobody makes.
//!
//! Source: Kubernetes, NetworkPolicy v1: `podSelector` selects pods of the policy's namespace; an empty one, all.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about, within};
use crate::validate::operators::makes_pods_for;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for policy in tree
        .of_kind("NetworkPolicy")
        .iter()
        .filter(|policy| policy.id.group == "networking.k8s.io")
    {
        let Some(node) = policy.node.at(&["spec", "podSelector"]) else {
            continue;
        };
        let namespace = policy.id.namespace.as_str();
        let selector = LabelSelector::read(node);
        if selector.is_empty()
            || tree.pods.matching(namespace, &selector).next().is_some()
            || makes_pods_for(tree, namespace, &selector)
        {
            continue;
        }
        let near = tree.near_labels(findings, namespace, &selector);
        let message = format!("`{}` selects no pod{}", policy.id, within(namespace));
        findings.push(
            about(Code::PolicySelectsNothing, policy, node, message).help(
                near.unwrap_or_else(|| {
                    "give it the labels of the pod template it is for".to_owned()
                }),
            ),
        );
    }
}
