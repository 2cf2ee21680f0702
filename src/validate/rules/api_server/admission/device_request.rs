//! EK1197: what a ResourceClaim asks of a device, as the API server refuses it, but for expressions. After
//! `validateExactDeviceRequest` of `pkg/apis/resource/validation`.

use super::device_claims;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
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
    let operator = toleration.text_of("operator");
    match (operator.and_then(Node::as_str), toleration.text_of("value")) {
        (Some("Exists"), Some(value)) => judge.says(value, "`Exists` takes no `value`"),
        (None | Some("Equal"), Some(value)) => {
            judge.format(value, Format::LabelValue, "value of a taint")
        }
        _ => {}
    }
}
