//! EK1343: a vertical and a horizontal autoscaler look at the same resource.
//!
//! Source: kubernetes/autoscaler, Vertical Pod Autoscaler, "Known limitations".

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::k8s::Gvk;
use crate::validate::autoscalers::autoscalers;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.of_kind("VerticalPodAutoscaler").is_empty() {
        return;
    }
    let all = autoscalers(tree);
    let horizontal: FxHashMap<_, _> = all
        .iter()
        .map(|scaler| {
            (
                (
                    &scaler.target.kind,
                    scaler.object.id.namespace.as_str(),
                    scaler.target_name(),
                ),
                scaler,
            )
        })
        .collect();
    for vertical in tree.of_kind("VerticalPodAutoscaler") {
        let Some(target) = vertical.node.at(&["spec", "targetRef"]) else {
            continue;
        };
        if text(&vertical.node, &["spec", "updatePolicy", "updateMode"]) == Some("Off") {
            continue;
        }
        let kind = Gvk::new("", text(target, &["kind"]).unwrap_or_default()).kind;
        let Some((node, name)) = target.value_of("name").zip(text(target, &["name"])) else {
            continue;
        };
        let Some(scaler) = horizontal.get(&(&kind, vertical.id.namespace.as_str(), name)) else {
            continue;
        };
        let spec = scaler.object.node.value_of("spec");
        let metrics = spec.map(|spec| items(spec, "metrics")).unwrap_or_default();
        // An autoscaler without metrics looks at the CPU.
        let shared = metrics.is_empty() && scaler.object.id.kind == "HorizontalPodAutoscaler"
            || metrics.iter().any(|metric| {
                matches!(
                    text(metric, &["type"]),
                    Some("Resource" | "ContainerResource")
                )
            });
        if shared {
            findings.push(
                about(
                    Code::VerticalAndHorizontal,
                    vertical,
                    node,
                    format!("`{}` changes the requests that `{}` divides by", vertical.id, scaler.object.id),
                )
                .related(scaler.name.span().or(scaler.object.span), "the horizontal one")
                .help("set `updatePolicy: {updateMode: \"Off\"}`, or scale by other metrics than cpu and memory"),
            );
        }
    }
}
