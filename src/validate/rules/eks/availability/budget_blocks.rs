//! EK1331: a budget that never lets a pod go.
//!
//! Source: EKS Best Practices, Cluster Upgrades and Reliability; Karpenter, Disruption, "Unconsolidatable"; Kubernetes, "Specifying a
//! Disruption Budget".

use crate::diag::Code;
use crate::k8s::share;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::sizes::{Sizes, budgets, is_replicated};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let sizes = Sizes::new(tree);
    for (budget, pods) in budgets(tree) {
        let Some(spec) = budget.node.value_of("spec") else {
            continue;
        };
        if pods.iter().any(|pod| !is_replicated(pod.object)) {
            continue;
        }
        // Where a workload may have no pod at all, its first one counts.
        let total: i64 = pods.iter().map(|pod| sizes.least(pod.object).max(1)).sum();
        let (node, wrong) = if let Some(node) = spec.value_of("maxUnavailable") {
            // A share is rounded up, so only none at all blocks for ever.
            let none = share(node, total.max(1)).is_some_and(|number| number <= 0);
            (node, none.then(|| "lets no pod go".to_owned()))
        } else if let Some(node) = spec.value_of("minAvailable") {
            let needed = share(node, total);
            let blocks = total > 0 && needed.is_some_and(|needed| needed >= total);
            (
                node,
                blocks.then(|| {
                    format!(
                        "needs {} of {total} pods, so it lets none go",
                        needed.unwrap_or(total)
                    )
                }),
            )
        } else {
            continue;
        };
        let Some(wrong) = wrong else { continue };
        let finding = about(
            Code::BudgetBlocks,
            budget,
            node,
            format!("`{}` {wrong}", budget.id),
        );
        let workload = pods.first().map(|pod| pod.object);
        let finding = match workload {
            Some(workload) => finding.related(
                workload
                    .node
                    .at(&["metadata", "name"])
                    .and_then(crate::yaml::Node::span),
                "the pods",
            ),
            None => finding,
        };
        findings.push(finding.help(
            "set `maxUnavailable: 1`: nodes cannot be drained otherwise, and their update fails",
        ));
    }
}
