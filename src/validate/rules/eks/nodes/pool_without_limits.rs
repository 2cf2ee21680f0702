//! EK1379: a NodePool may grow without end.
//!
//! Source: EKS Best Practices, Karpenter, "Create billing alarms / limits"; Karpenter, NodePools, `spec.limits`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::pools::pools;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pool in pools(tree) {
        if pool.object.node.at(&["spec", "limits"]).is_some() {
            continue;
        }
        let node = pool
            .object
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&pool.object.node);
        findings.push(
            about(
                Code::PoolWithoutLimits,
                pool.object,
                node,
                format!(
                    "`{}` has no limit: a mistake in one workload is paid in nodes",
                    pool.object.id
                ),
            )
            .help("add `limits: {cpu: 200, memory: 800Gi}`"),
        );
    }
}
