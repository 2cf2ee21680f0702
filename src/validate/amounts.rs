//! What the pods of a workload ask for, added up as the scheduler and the quota of a namespace add it up.

use rustc_hash::FxHashMap;

use super::autoscalers::{autoscalers, target_of};
use super::pods::Pod;
use super::tree::Tree;
use crate::k8s::ObjectId;
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

/// Returns an amount that a container states, `requests` or `limits`. A request that is not stated is the limit.
pub(super) fn stated(container: &Node, amounts: &str, resource: &str) -> Option<Quantity> {
    let read = |amounts| quantity(container.at(&["resources", amounts, resource])?);
    read(amounts).or_else(|| (amounts == "requests").then(|| read("limits")).flatten())
}

/// Returns what one pod asks for: what its containers do together, or one init container alone if that is more. Nothing
/// where no container says anything.
pub(super) fn of_pod(pod: &Pod<'_>, amounts: &str, resource: &str) -> Option<Quantity> {
    let running = pod
        .running()
        .filter_map(|container| stated(container, amounts, resource));
    let together = running.reduce(|sum, more| sum.add(&more).unwrap_or(sum));
    let starting = pod
        .starting()
        .filter_map(|container| stated(container, amounts, resource));
    together.into_iter().chain(starting.max()).max()
}

/// Returns the quantity that a node states.
pub(super) fn quantity(node: &Node) -> Option<Quantity> {
    Quantity::parse(&node.to_text()?).ok()
}

/// How many pods every workload has at least, where an autoscaler says so.
pub(super) struct Replicas<'a> {
    scaled: FxHashMap<&'a ObjectId, i64>,
}

impl<'a> Replicas<'a> {
    pub(super) fn new(tree: &Tree<'a>) -> Self {
        let mut scaled = FxHashMap::default();
        for autoscaler in autoscalers(tree) {
            let target = target_of(tree, autoscaler);
            let spec = autoscaler.object.node.value_of("spec");
            let least = ["minReplicas", "minReplicaCount"];
            let least = least.iter().find_map(|key| spec?.value_of(key)?.as_int());
            if let Some(target) = target {
                scaled.insert(&target.id, least.unwrap_or(1));
            }
        }
        Replicas { scaled }
    }

    /// Returns the number of pods that a workload has at least when all goes well.
    pub(super) fn of(&self, pod: &Pod<'_>) -> i64 {
        if let Some(least) = self.scaled.get(&pod.object.id) {
            return *least;
        }
        let spec = pod.object.node.value_of("spec");
        let field = match pod.object.id.kind.as_str() {
            "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "Rollout" => {
                "replicas"
            }
            "Job" => "parallelism",
            _ => return 1,
        };
        spec.and_then(|spec| spec.value_of(field)?.as_int())
            .unwrap_or(1)
    }
}
