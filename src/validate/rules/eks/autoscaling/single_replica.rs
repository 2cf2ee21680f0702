//! EK1341: an autoscaler of a production environment goes down to one pod.
//!
//! Source: EKS Best Practices, Reliability: applications, "Run multiple replicas"; kube-linter, "hpa-minimum-three-replicas".

use crate::diag::Code;
use crate::validate::autoscalers::autoscalers;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::sizes::least_of;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let is_production = tree.target.is_some_and(|target| {
        let mut words = target.name.split(['-', '_', '.']);
        words.any(|word| matches!(word, "prod" | "prd" | "production" | "live"))
    });
    if !is_production {
        return;
    }
    for autoscaler in autoscalers(tree) {
        let object = autoscaler.object;
        // KEDA takes a worker down to nothing on purpose.
        if object.id.kind != "HorizontalPodAutoscaler" || least_of(object) >= 2 {
            continue;
        }
        let node = object
            .node
            .at(&["spec", "minReplicas"])
            .unwrap_or(autoscaler.name);
        findings.push(
            about(
                Code::SingleReplica,
                object,
                node,
                format!("`{}` goes down to one pod, in production", object.id),
            )
            .help("set `minReplicas` to 2 or more"),
        );
    }
}
