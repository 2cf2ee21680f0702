//! EK1330: a replicated workload that no budget protects.
//!
//! Source: EKS Best Practices, Reliability: applications, "Protect critical workloads with Pod Disruption Budgets".

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::pods::Pod;
use crate::validate::rules::eks::sizes::{Sizes, budgets, is_replicated};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let sizes = Sizes::new(tree);
    let pods = budgets(tree).into_iter().flat_map(|(_, pods)| pods);
    let protected: FxHashSet<_> = pods.map(|pod| &pod.object.id).collect();
    let is_protected = |pod: &Pod<'_>| {
        let others = tree.others.as_ref();
        protected.contains(&pod.object.id) || others.is_some_and(|others| others.protect(pod))
    };
    for pod in tree.pods.iter() {
        let least = sizes.least(pod.object);
        if !is_replicated(pod.object) || least < 2 || is_protected(pod) {
            continue;
        }
        let object = pod.object;
        let node = object
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&object.node);
        findings.push(
            about(
                Code::NoBudget,
                object,
                node,
                format!(
                    "`{}` has {least} pods or more, and no PodDisruptionBudget selects them",
                    object.id
                ),
            )
            .help("add a PodDisruptionBudget with `maxUnavailable: 1`"),
        );
    }
}
