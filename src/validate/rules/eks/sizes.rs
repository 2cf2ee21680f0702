//! How many pods workloads have at least, and which budgets protect them.

use rustc_hash::FxHashMap;

use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::validate::autoscalers::{autoscalers, target_of};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The least number of pods of each workload that an autoscaler changes.
pub(super) struct Sizes<'a> {
    scaled: FxHashMap<&'a ObjectId, i64>,
}

impl<'a> Sizes<'a> {
    pub(super) fn new(tree: &Tree<'a>) -> Self {
        let mut scaled = FxHashMap::default();
        for autoscaler in autoscalers(tree) {
            if let Some(target) = target_of(tree, autoscaler) {
                scaled.insert(&target.id, least_of(autoscaler.object));
            }
        }
        Sizes { scaled }
    }

    /// Returns the least number of pods of a workload.
    pub(super) fn least(&self, workload: &Object) -> i64 {
        let stated = || {
            workload
                .node
                .at(&["spec", "replicas"])
                .and_then(Node::as_int)
        };
        let scaled = self.scaled.get(&workload.id).copied();
        scaled.or_else(stated).unwrap_or(1)
    }
}

/// Returns the lower bound of an autoscaler.
pub(super) fn least_of(autoscaler: &Object) -> i64 {
    let bound = |key| autoscaler.node.at(&["spec", key]).and_then(Node::as_int);
    if autoscaler.id.kind == "ScaledObject" {
        bound("minReplicaCount").unwrap_or(0)
    } else {
        bound("minReplicas").unwrap_or(1)
    }
}

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
