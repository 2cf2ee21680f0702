//! EK1377: every node of the cluster is spot capacity.
//!
//! Source: EKS Best Practices, Karpenter and Cluster Autoscaler: "Spot"; Karpenter, NodePools, "Capacity Type".

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::rules::eks::facts::said;
use crate::validate::rules::eks::node_groups::{all_groups, groups};
use crate::validate::rules::eks::pools::{Pool, all_pools, pools};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let (pools, groups) = (pools(tree), groups(tree));
    // Capacity that is reserved is neither.
    let other = |pool: Pool<'_>| pool.on_demand || !pool.spot;
    let mut everywhere = all_groups(tree).into_iter();
    if all_pools(tree).any(other) || everywhere.any(|group| group.spot.is_none()) {
        return;
    }
    let of_pools = pools
        .iter()
        .find_map(|pool| Some((Some(pool.object), pool.capacity?)));
    let of_groups = || {
        groups
            .iter()
            .find_map(|group| Some((group.object, group.spot?)))
    };
    let Some((object, node)) = of_pools.or_else(of_groups) else {
        return;
    };
    let what = match (pools.is_empty(), groups.is_empty()) {
        (false, true) => "NodePool",
        (true, _) => "node group",
        _ => "NodePool and node group",
    };
    let message = format!("every {what} takes spot capacity alone");
    findings.push(said(Code::AllSpot, object, node, message).help(
        "allow `on-demand` in one of them: when AWS has no spot capacity left, nothing starts",
    ));
}
