//! EK1381: a class that nobody serves: of the classic controllers on Auto Mode, or of Auto Mode elsewhere.
//!
//! Source: Amazon EKS User Guide, "Create an IngressClass to configure an Application Load Balancer", "Create a storage class" and "Create a Node
//! Class" of Auto Mode.

use crate::diag::{Code, Severity};
use crate::k8s::Object;
use crate::validate::components::{Component, containers_of};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Where a kind says who serves it, and the words of both worlds.
const WORDS: &[(&str, &[&str], &str, &str)] = &[
    (
        "IngressClass",
        &["spec", "controller"],
        "ingress.k8s.aws/alb",
        "eks.amazonaws.com/alb",
    ),
    (
        "Service",
        &["spec", "loadBalancerClass"],
        "service.k8s.aws/nlb",
        "eks.amazonaws.com/nlb",
    ),
    (
        "StorageClass",
        &["provisioner"],
        "ebs.csi.aws.com",
        "ebs.csi.eks.amazonaws.com",
    ),
    (
        "IngressClassParams",
        &["apiVersion"],
        "elbv2.k8s.aws/v1beta1",
        "eks.amazonaws.com/v1",
    ),
    ("EC2NodeClass", &["apiVersion"], "karpenter.k8s.aws/v1", ""),
    ("NodeClass", &["apiVersion"], "", "eks.amazonaws.com/v1"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(compute) = fact(tree, "compute") else {
        return;
    };
    let auto = compute == "auto-mode";
    let installed = containers_of(tree, Component::LoadBalancerController)
        .next()
        .is_some();
    for (kind, path, classic, of_auto) in WORDS {
        let wrong = if auto { classic } else { of_auto };
        let is_balancer = !matches!(*kind, "StorageClass" | "EC2NodeClass");
        if wrong.is_empty() || (auto && installed && is_balancer) {
            continue;
        }
        for object in tree.of_kind(kind) {
            let Some(node) = object
                .node
                .at(path)
                .filter(|node| node.as_str() == Some(wrong))
            else {
                continue;
            };
            findings.push(say(
                object,
                node,
                wrong,
                if auto { of_auto } else { classic },
                auto,
            ));
        }
    }
}

fn say(
    object: &Object,
    node: &Node,
    wrong: &str,
    right: &str,
    auto: bool,
) -> crate::diag::Diagnostic {
    let message = if auto {
        format!("`{wrong}` is of a controller that Auto Mode does not bring")
    } else {
        format!("`{wrong}` is of Auto Mode, and the cluster has `compute` of another kind")
    };
    let mut finding = about(Code::AutoModeClass, object, node, message);
    if auto {
        // Somebody may have installed the controller beside it.
        finding.severity = Severity::Warning;
    }
    match right {
        "" => finding.help("use the NodeClass and NodePools of the cluster's own kind"),
        right => finding.help(format!("write `{right}`")),
    }
}
