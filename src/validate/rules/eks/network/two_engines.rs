//! EK1370: Calico and the VPC CNI both enforce NetworkPolicies.
//!
//! Source: Calico, "Install Calico on Amazon EKS"; Amazon EKS User Guide, "Limit pod traffic with Kubernetes network policies", "Migration".

use super::engines::{other, vpc_cni};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::rules::eks::facts::said;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some((switch, other)) = vpc_cni(tree).filter(|switch| switch.on).zip(other(tree)) else {
        return;
    };
    findings.push(
        said(
            Code::TwoPolicyEngines,
            switch.object,
            switch.node,
            format!(
                "the VPC CNI enforces NetworkPolicies, and so does `{}`",
                other.id
            ),
        )
        .related(
            other
                .node
                .at(&["metadata", "name"])
                .and_then(crate::yaml::Node::span),
            "the other",
        )
        .help("turn one of them off: they undo each other's rules"),
    );
}
