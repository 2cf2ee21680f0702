//! What objects that are judged elsewhere do to those that are judged here: budgets that protect their pods, policies that hold
//! for them, autoscalers that size them.
//!
//! Each table is made once for all who look at the same objects, when the first of them asks.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::autoscalers::{Autoscaler, least_of};
use super::index::Index;
use super::pods::Pod;
use crate::k8s::{LabelSelector, Object, ObjectId, SelectorIndex};

/// The objects beside, by what they do to others.
pub(super) struct Others<'a> {
    index: Arc<Index<'a>>,
    budgets: OnceLock<Selecting<'a>>,
    policies: OnceLock<Selecting<'a>>,
    /// The least number of pods of what is scaled.
    scaled: OnceLock<FxHashMap<ObjectId, i64>>,
}

impl<'a> Others<'a> {
    pub(super) fn new(index: Arc<Index<'a>>) -> Self {
        Others {
            index,
            budgets: OnceLock::new(),
            policies: OnceLock::new(),
            scaled: OnceLock::new(),
        }
    }

    /// Returns whether a PodDisruptionBudget selects a pod.
    pub(super) fn protect(&self, pod: &Pod<'_>) -> bool {
        let read = || Selecting::new(&self.index, "PodDisruptionBudget", "policy", "selector");
        let mut budgets = self.budgets.get_or_init(read).of(pod);
        budgets.next().is_some()
    }

    /// Returns the NetworkPolicies that select a pod.
    pub(super) fn policies(&self, pod: &Pod<'_>) -> impl Iterator<Item = &'a Object> {
        let group = "networking.k8s.io";
        let read = || Selecting::new(&self.index, "NetworkPolicy", group, "podSelector");
        self.policies.get_or_init(read).of(pod)
    }

    /// Returns the least number of pods that an autoscaler gives a workload.
    pub(super) fn least(&self, workload: &ObjectId) -> Option<i64> {
        let scaled = self.scaled.get_or_init(|| {
            let all = Autoscaler::among(|kind| self.index.of_kind(kind));
            all.map(|scaler| (scaler.target_id(), least_of(scaler.object)))
                .collect()
        });
        scaled.get(workload).copied()
    }
}

/// Objects that select pods of their namespace.
struct Selecting<'a> {
    objects: Vec<&'a Object>,
    index: SelectorIndex<'a>,
}

impl<'a> Selecting<'a> {
    fn new(index: &Index<'a>, kind: &str, group: &str, field: &str) -> Self {
        let stated = |object: &'a Object| Some((object, object.node.at(&["spec", field])?));
        let of_group = index.of_kind(kind).filter(|it| it.id.group == group);
        let (objects, selectors): (Vec<_>, Vec<_>) = of_group.filter_map(stated).unzip();
        let namespaces = objects.iter().map(|object| object.id.namespace.as_str());
        let selectors = selectors.into_iter().map(LabelSelector::read);
        Selecting {
            index: SelectorIndex::new(namespaces.zip(selectors)),
            objects,
        }
    }

    fn of(&self, pod: &Pod<'_>) -> impl Iterator<Item = &'a Object> {
        let namespace = pod.object.id.namespace.as_str();
        let positions = self.index.matching(namespace, pod.labels);
        positions.into_iter().map(|at| self.objects[at])
    }
}
