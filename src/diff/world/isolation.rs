//! Which workloads are selected by NetworkPolicies, so that their pods refuse what none of them allows.

use rustc_hash::FxHashSet;

use crate::k8s::{LabelSelector, Object, ObjectId};

/// Workloads whose pods are isolated.
#[derive(Default)]
pub(super) struct Isolation<'a> {
    /// Those that do not let in everything.
    into: FxHashSet<&'a ObjectId>,
    /// Those that may not reach everything.
    out: FxHashSet<&'a ObjectId>,
}

impl<'a> Isolation<'a> {
    /// Adds the pods that a policy selects; `selected` finds them.
    pub(super) fn add(
        &mut self,
        policy: &Object,
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
        let pods = selected(&selector);
        if types.is_empty() || states("Ingress") {
            self.into.extend(&pods);
        }
        if states("Egress") || types.is_empty() && has_egress {
            self.out.extend(&pods);
        }
    }

    /// Returns whether the pods of a workload are isolated in a direction.
    pub(super) fn has(&self, workload: &ObjectId, is_out: bool) -> bool {
        match is_out {
            true => self.out.contains(workload),
            false => self.into.contains(workload),
        }
    }
}
