//! EK1377: every node of the cluster is spot capacity.
//!
//! Source: EKS Best Practices, Karpenter and Cluster Autoscaler: "Spot"; Karpenter, NodePools, "Capacity Type".

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::pools::pools;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let pools = pools(tree);
    if pools.iter().any(|pool| pool.on_demand) {
        return;
    }
    let Some((pool, node)) = pools.iter().find_map(|pool| Some((pool, pool.capacity?))) else {
        return;
    };
    findings.push(
        about(
            Code::AllSpot,
            pool.object,
            node,
            "every NodePool takes spot capacity alone",
        )
        .help(
            "allow `on-demand` in one of them: when AWS has no spot capacity left, nothing starts",
        ),
    );
}
