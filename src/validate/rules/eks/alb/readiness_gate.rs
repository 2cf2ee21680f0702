//! EK1324: a rollout does not wait for the load balancer.
//!
//! Source: AWS Load Balancer Controller, Pod readiness gate.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::tree::Tree;

const LABEL: &str = "elbv2.k8s.aws/pod-readiness-gate-inject";
/// What EKS Auto Mode calls it.
const OF_AUTO_MODE: &str = "eks.amazonaws.com/pod-readiness-gate-inject";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut told = std::collections::BTreeSet::new();
    for target in targets(tree)
        .iter()
        .filter(|target| target.kind == Some(TargetType::Ip))
    {
        let name = target.service.id.namespace.as_str();
        // Whether a namespace that somebody else makes has the label, nobody can see.
        let Some(namespace) = tree.get("", "Namespace", "", name) else {
            continue;
        };
        let labels =
            |label| text(&namespace.node, &["metadata", "labels", label]) == Some("enabled");
        if labels(LABEL) || labels(OF_AUTO_MODE) || !told.insert(name) {
            continue;
        }
        let node = namespace
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&namespace.node);
        findings.push(
            about(
                Code::NoReadinessGate,
                namespace,
                node,
                format!("a rollout in `{name}` does not wait until the load balancer sends to the new pods"),
            )
            .related(target.place.head().or(target.object().span), "the load balancer sends here")
            .help(format!("add the label `{LABEL}: enabled` to the Namespace")),
        );
    }
}
