//! How many pods workloads have at least, and which budgets protect them.

use crate::k8s::{LabelSelector, Object};
pub(super) use crate::validate::autoscalers::{Sizes, least_of};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

/// Returns whether replicas of the workload replace each other.
pub(super) fn is_replicated(workload: &Object) -> bool {
    let id = &workload.id;
    id.group == "apps"
        && matches!(
            id.kind.as_str(),
            "Deployment" | "StatefulSet" | "ReplicaSet"
        )
}

/// Returns every PodDisruptionBudget with the pods it selects.
pub(super) fn budgets<'t, 'a>(tree: &'t Tree<'a>) -> Vec<(&'a Object, Vec<&'t Pod<'a>>)> {
    let selected = |budget: &&'a Object| {
        let selector = LabelSelector::read(budget.node.at(&["spec", "selector"])?);
        let pods = tree.pods.matching(&budget.id.namespace, &selector);
        Some((*budget, pods.collect()))
    };
    let all = tree.of_kind("PodDisruptionBudget").iter();
    all.filter_map(selected).collect()
}
