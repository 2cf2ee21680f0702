//! EK1342: two autoscalers for one workload.
//!
//! Source: Kubernetes, HorizontalPodAutoscaler, "AmbiguousSelector"; KEDA, "ScaledObject and HPA for the same target".

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::validate::autoscalers::autoscalers;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let all = autoscalers(tree);
    let mut first = FxHashMap::default();
    for autoscaler in all {
        let target = (
            &autoscaler.target.group,
            &autoscaler.target.kind,
            &autoscaler.object.id.namespace,
            autoscaler.target_name(),
        );
        let other = *first.entry(target).or_insert(autoscaler);
        if other.object.id == autoscaler.object.id {
            continue;
        }
        findings.push(
            about(
                Code::TwoAutoscalers,
                autoscaler.object,
                autoscaler.name,
                format!(
                    "`{}` and `{}` both scale the {} `{}`",
                    other.object.id, autoscaler.object.id, target.1, target.3
                ),
            )
            .related(other.name.span().or(other.object.span), "the other")
            .help("put all metrics into one of them: each undoes what the other did"),
        );
    }
}
