//! EK1343: a vertical and a horizontal autoscaler look at the same resource.
//!
//! Source: kubernetes/autoscaler, Vertical Pod Autoscaler, "Known limitations".

use rustc_hash::FxHashMap;

use crate::diag::{Code, Severity};
use crate::k8s::Gvk;
use crate::validate::autoscalers::autoscalers;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

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
        let mode = text(&vertical.node, &["spec", "updatePolicy", "updateMode"]);
        if mode == Some("Off") {
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
        let measured = spec.map(measured).unwrap_or_default();
        let changed = changed(&vertical.node);
        let shared = measured.iter().find(|resource| changed.contains(resource));
        let Some(resource) = shared else { continue };
        let mut finding = about(
            Code::VerticalAndHorizontal,
            vertical,
            node,
            format!(
                "`{}` changes the requests of `{resource}` that `{}` divides by",
                vertical.id, scaler.object.id
            ),
        );
        if mode == Some("Initial") {
            // Only new pods get other requests.
            finding.severity = Severity::Warning;
        }
        findings.push(
            finding
                .related(scaler.name.span().or(scaler.object.span), "the horizontal one")
                .help(format!("set `updatePolicy: {{updateMode: \"Off\"}}`, leave `{resource}` out of `controlledResources`, or scale by another metric")),
        );
    }
}

/// Returns the resources whose use a horizontal autoscaler looks at.
fn measured(spec: &Node) -> Vec<&str> {
    let metrics = items(spec, "metrics").iter().filter_map(|metric| {
        let field = match text(metric, &["type"])? {
            "Resource" => "resource",
            "ContainerResource" => "containerResource",
            _ => return None,
        };
        text(metric, &[field, "name"])
    });
    let triggers = items(spec, "triggers").iter();
    let triggers = triggers.filter_map(|trigger| text(trigger, &["type"]));
    let all: Vec<&str> = metrics.chain(triggers).collect();
    // One without metrics looks at the CPU.
    if spec.value_of("metrics").is_none() && spec.value_of("triggers").is_none() {
        return vec!["cpu"];
    }
    all
}

/// Returns the resources whose requests a vertical autoscaler changes.
fn changed(vertical: &Node) -> Vec<&str> {
    let policy = vertical.at(&["spec", "resourcePolicy"]);
    let policies = policy.map_or(&[][..], |policy| items(policy, "containerPolicies"));
    if policies.is_empty() {
        return vec!["cpu", "memory"];
    }
    let active = policies
        .iter()
        .filter(|policy| text(policy, &["mode"]) != Some("Off"));
    active
        .flat_map(|policy| match items(policy, "controlledResources") {
            [] => vec!["cpu", "memory"],
            named => named.iter().filter_map(Node::as_str).collect(),
        })
        .collect()
}
