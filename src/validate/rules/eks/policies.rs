//! What NetworkPolicies let in and out of pods.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::validate::findings::items;
use crate::validate::others::Others;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A direction of traffic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

/// The policies that hold for each pod in one direction.
pub(super) struct Policies<'a> {
    direction: Direction,
    by_pod: FxHashMap<&'a ObjectId, Vec<&'a Object>>,
    others: Option<Arc<Others<'a>>>,
}

impl<'a> Policies<'a> {
    pub(super) fn new(tree: &Tree<'a>, direction: Direction) -> Self {
        let mut by_pod: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for policy in tree
            .of_kind("NetworkPolicy")
            .iter()
            .copied()
            .filter(|policy| policy.id.group == "networking.k8s.io")
        {
            let Some(spec) = policy
                .node
                .value_of("spec")
                .filter(|spec| restricts(spec, direction))
            else {
                continue;
            };
            let selector = spec
                .value_of("podSelector")
                .map_or_else(LabelSelector::default, LabelSelector::read);
            for pod in tree.pods.matching(&policy.id.namespace, &selector) {
                by_pod.entry(&pod.object.id).or_default().push(policy);
            }
        }
        Policies {
            direction,
            by_pod,
            others: tree.others.clone(),
        }
    }

    /// Returns the policies to judge of a pod; without any, others may hold for it, which are judged elsewhere.
    pub(super) fn of(&self, pod: &Pod<'a>) -> &[&'a Object] {
        self.by_pod.get(&pod.object.id).map_or(&[], Vec::as_slice)
    }

    /// Returns every rule that lets something through to or from a pod, whoever judges its policy.
    pub(super) fn rules(&self, pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
        let others = self.others.as_ref();
        let others = others.into_iter().flat_map(|others| others.policies(pod));
        let restricts = |policy: &&'a Object| {
            let spec = policy.node.value_of("spec");
            spec.is_some_and(|spec| restricts(spec, self.direction))
        };
        let list = if self.direction == Direction::In {
            "ingress"
        } else {
            "egress"
        };
        let all = self.of(pod).iter().copied().chain(others.filter(restricts));
        all.flat_map(move |policy| {
            policy
                .node
                .value_of("spec")
                .map(|spec| items(spec, list))
                .unwrap_or_default()
        })
    }

    /// Returns the peers of a rule; none means everybody.
    pub(super) fn peers<'n>(&self, rule: &'n Node) -> &'n [Node] {
        items(
            rule,
            if self.direction == Direction::In {
                "from"
            } else {
                "to"
            },
        )
    }
}

fn restricts(spec: &Node, direction: Direction) -> bool {
    let types = items(spec, "policyTypes");
    let stated = |word: &str| types.iter().any(|kind| kind.as_str() == Some(word));
    match direction {
        Direction::In => types.is_empty() || stated("Ingress"),
        Direction::Out => {
            stated("Egress") || (types.is_empty() && spec.value_of("egress").is_some())
        }
    }
}
