//! EK0627: a workload whose selector does not match its own pods.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        // A Job gets its selector from the API server.
        if !matches!(
            pod.object.id.kind.as_str(),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet"
        ) {
            continue;
        }
        let Some(node) = pod.object.node.at(&["spec", "selector"]) else {
            continue;
        };
        if !LabelSelector::read(node).matches(pod.labels) {
            findings.push(
                about(
                    Code::SelectorMismatch,
                    pod.object,
                    node,
                    format!(
                        "the selector of `{}` does not match the labels of its pods",
                        pod.object.id
                    ),
                )
                .related(pod.labels.and_then(Node::span), "the labels of the pods")
                .help("give the pods every label of the selector; a selector cannot change later"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn the_labels_hold_the_selector() {
        assert_eq!(
            found(
                Code::SelectorMismatch,
                &[&deployment(r#"{"app": "api"}"#, "{}")]
            )
            .len(),
            0
        );
        assert_eq!(
            found(
                Code::SelectorMismatch,
                &[&deployment(r#"{"app": "web"}"#, "{}")]
            )
            .len(),
            1
        );
    }
}
