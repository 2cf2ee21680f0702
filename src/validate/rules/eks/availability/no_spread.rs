//! EK1335: the pods of a replicated workload may all run in one zone.
//!
//! Source: EKS Best Practices, Reliability: applications, "Schedule replicas across nodes" and "topology spread constraints".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::rules::eks::sizes::{Sizes, is_replicated};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let sizes = Sizes::new(tree);
    for pod in tree.pods.iter() {
        if !is_replicated(pod.object) || sizes.least(pod.object) < 2 {
            continue;
        }
        let spreads = !items(pod.spec, "topologySpreadConstraints").is_empty()
            || pod.spec.at(&["affinity", "podAntiAffinity"]).is_some();
        if spreads {
            continue;
        }
        let object = pod.object;
        findings.push(
            about(
                Code::NoSpread,
                object,
                object
                    .node
                    .at(&["metadata", "name"])
                    .unwrap_or(&object.node),
                format!(
                    "nothing spreads the pods of `{}`: they may all run on one node of one zone",
                    object.id
                ),
            )
            .help(
                "add `topologySpreadConstraints` with `topologyKey: topology.kubernetes.io/zone`",
            ),
        );
    }
}
