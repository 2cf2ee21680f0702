//! EK1332: two budgets for one pod.
//!
//! Source: Kubernetes, `pkg/registry/core/pod/storage/eviction.go`: "This pod has more than one PodDisruptionBudget".

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::sizes::budgets;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut first = FxHashMap::default();
    for (budget, pods) in budgets(tree) {
        let doubled = pods.into_iter().find_map(|pod| {
            let other = *first.entry(&pod.object.id).or_insert(budget);
            (other.id != budget.id).then_some((pod, other))
        });
        let Some((pod, other)) = doubled else {
            continue;
        };
        let node = budget
            .node
            .at(&["spec", "selector"])
            .unwrap_or(&budget.node);
        findings.push(
            about(
                Code::TwoBudgets,
                budget,
                node,
                format!(
                    "`{}` and `{}` both select the pods of `{}`",
                    other.id, budget.id, pod.object.id
                ),
            )
            .at(node.head())
            .related(
                other
                    .node
                    .at(&["spec", "selector"])
                    .and_then(crate::yaml::Node::head),
                "the other",
            )
            .help("remove one: a pod with two budgets cannot be evicted at all"),
        );
    }
}
