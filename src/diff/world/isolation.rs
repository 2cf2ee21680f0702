//! Which workloads are selected by NetworkPolicies, so that their pods refuse what none of them allows.

use rustc_hash::FxHashSet;

use crate::k8s::{LabelSelector, Object, ObjectId};

/// Workloads whose pods are isolated.
#[derive(Default)]
pub(super) struct Isolation<'a> {
    /// Those that do not let in everything.
    into: Isolated<'a>,
    /// Those that may not reach everything.
    out: Isolated<'a>,
}

/// Workloads whose pods are isolated in one direction.
#[derive(Default)]
struct Isolated<'a> {
    /// Namespaces in which a policy selects all pods.
    namespaces: FxHashSet<&'a str>,
    workloads: FxHashSet<&'a ObjectId>,
    /// What policies have asked for already: a second one that asks for the same isolates nothing more.
    asked: FxHashSet<(&'a str, LabelSelector)>,
}

impl<'a> Isolated<'a> {
    fn add(
        &mut self,
        namespace: &'a str,
        selector: &LabelSelector,
        selected: impl Fn(&LabelSelector) -> Vec<&'a ObjectId>,
    ) {
        if selector.is_empty() {
            self.namespaces.insert(namespace);
        } else if self.asked.insert((namespace, selector.clone())) {
            self.workloads.extend(selected(selector));
        }
    }

    fn has(&self, workload: &ObjectId) -> bool {
        self.namespaces.contains(workload.namespace.as_str()) || self.workloads.contains(workload)
    }
}

impl<'a> Isolation<'a> {
    /// Adds the pods that a policy selects; `selected` finds them.
    pub(super) fn add(
        &mut self,
        policy: &'a Object,
        selected: impl Fn(&LabelSelector) -> Vec<&'a ObjectId>,
    ) {
        if policy.id.group != "networking.k8s.io" || policy.id.kind != "NetworkPolicy" {
            return;
        }
        let spec = policy.node.get("spec");
        let selector = spec.and_then(|spec| spec.value_of("podSelector"));
        let selector = selector.map(LabelSelector::read).unwrap_or_default();
        let types = spec.and_then(|spec| spec.value_of("policyTypes")?.as_list());
        let types = types.unwrap_or_default();
        let states = |name: &str| types.iter().any(|stated| stated.as_str() == Some(name));
        let has_egress = spec
            .and_then(|spec| spec.value_of("egress")?.as_list())
            .is_some_and(|rules| !rules.is_empty());
        let namespace = policy.id.namespace.as_str();
        if types.is_empty() || states("Ingress") {
            self.into.add(namespace, &selector, &selected);
        }
        if states("Egress") || types.is_empty() && has_egress {
            self.out.add(namespace, &selector, &selected);
        }
    }

    /// Returns whether the pods of a workload are isolated in a direction.
    pub(super) fn has(&self, workload: &ObjectId, is_out: bool) -> bool {
        match is_out {
            true => self.out.has(workload),
            false => self.into.has(workload),
        }
    }
}
