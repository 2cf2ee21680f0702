//! EK1371: nobody enforces the NetworkPolicies of the tree.
//!
//! Source: Amazon EKS User Guide, "Limit pod traffic with Kubernetes network policies": off unless `enableNetworkPolicy` is set.

use super::engines::{other, vpc_cni};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::rules::eks::facts::said;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(policy) = tree
        .of_kind("NetworkPolicy")
        .iter()
        .find(|policy| policy.id.group == "networking.k8s.io")
    else {
        return;
    };
    let Some(switch) = vpc_cni(tree).filter(|switch| !switch.on && other(tree).is_none()) else {
        return;
    };
    findings.push(
        said(
            Code::PolicyEngineOff,
            switch.object,
            switch.node,
            format!(
                "nobody enforces `{}` and the other policies: the VPC CNI's engine is off",
                policy.id
            ),
        )
        .related(
            policy
                .node
                .at(&["metadata", "name"])
                .and_then(crate::yaml::Node::span),
            "a policy without effect",
        )
        .help("set `enableNetworkPolicy: \"true\"` of the add-on `vpc-cni`"),
    );
}
