//! EK1197: what a ResourceClaim asks of a device, as the API server refuses it, but for expressions. After
//! `validateExactDeviceRequest` of `pkg/apis/resource/validation`.

use super::device_claims;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (object, devices) in device_claims(tree) {
        let mut judge = Judge::new(Code::DeviceRequest, object, findings);
        for request in items(devices, "requests") {
            let several = items(request, "firstAvailable");
            for one in several.iter().chain(request.value_of("exactly")) {
                wanted(one, &mut judge);
            }
        }
    }
}

fn wanted(request: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(class) = judge.needs(request, "deviceClassName", "a request") {
        judge.format(class, Format::Subdomain, "name for a DeviceClass");
    }
    selectors(request, judge);
    if let Some(mode) = request.text_of("allocationMode")
        && mode
            .as_str()
            .is_some_and(|text| !matches!(text, "All" | "ExactCount"))
    {
        judge.says(
            mode,
            format!(
                "expected the mode `All` or `ExactCount`, found {}",
                shown(mode)
            ),
        );
    }
    if let Some(count) = request
        .value_of("count")
        .filter(|node| node.as_int() != Some(0))
    {
        match text(request, &["allocationMode"]) {
            Some("All") => judge.says(count, "`count` is not allowed with `allocationMode: All`"),
            _ => judge.within(count, 1..=i64::MAX, "a count"),
        }
    }
    judge.at_most(request, "tolerations", 16);
    for toleration in items(request, "tolerations") {
        tolerated(toleration, judge);
    }
}

/// Demands that each selector has an expression.
pub(super) fn selectors(parent: &Node, judge: &mut Judge<'_, '_>) {
    judge.at_most(parent, "selectors", 32);
    for selector in items(parent, "selectors") {
        judge.wants(selector, "cel", "a selector");
        if let Some(cel) = selector.value_of("cel") {
            judge.needs(cel, "expression", "a selector");
        }
    }
}

fn tolerated(toleration: &Node, judge: &mut Judge<'_, '_>) {
    judge.format_of(toleration, "key", Format::QualifiedName, "key of a taint");
    if let Some(effect) = toleration.text_of("effect")
        && !matches!(effect.as_str(), Some("NoSchedule" | "NoExecute" | "None"))
    {
        judge.says(
            effect,
            format!("there is no effect {} of a taint", shown(effect)),
        );
    }
    let operator = toleration.text_of("operator");
    match (operator.and_then(Node::as_str), toleration.text_of("value")) {
        (Some("Exists"), Some(value)) => judge.says(value, "`Exists` takes no `value`"),
        (None | Some("Equal"), Some(value)) => {
            judge.format(value, Format::LabelValue, "value of a taint")
        }
        (None | Some("Equal" | "Exists"), _) => {}
        _ => judge.says(
            operator.unwrap_or(toleration),
            "expected the operator `Equal` or `Exists`",
        ),
    }
}
