//! EK1192: bindings of admission policies that the API server refuses. After
//! `validateValidatingAdmissionPolicyBindingSpec` of `pkg/apis/admissionregistration/validation`.

use super::{BINDINGS, GROUP};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in BINDINGS {
        for binding in tree.of(GROUP, kind) {
            let mut judge = Judge::new(Code::PolicyBinding, binding, findings);
            let Some(spec) = judge.needs(&binding.node, "spec", "a binding") else {
                continue;
            };
            if let Some(name) = judge.needs(spec, "policyName", "a binding") {
                judge.format(name, Format::Subdomain, "name for a policy");
            }
            if let Some(reference) = spec.value_of("paramRef") {
                param_ref(reference, &mut judge);
            }
            if kind == "ValidatingAdmissionPolicyBinding" {
                actions(spec, &mut judge);
            }
        }
    }
}

fn param_ref(reference: &Node, judge: &mut Judge<'_, '_>) {
    let name = reference.text_of("name");
    match (name, reference.value_of("selector")) {
        (None, None) => judge.says(reference, "`paramRef` needs `name` or `selector`"),
        (Some(_), Some(selector)) => {
            judge.says(
                selector,
                "`paramRef` takes one of `name`, `selector`, and has both",
            );
        }
        _ => {}
    }
    if let Some(name) = name {
        judge.format(name, Format::PathSegment, "name for an object");
    }
    if reference.text_of("parameterNotFoundAction").is_none() {
        judge.says(
            reference,
            "`paramRef` needs `parameterNotFoundAction`, `Allow` or `Deny`",
        );
    }
}

fn actions(spec: &Node, judge: &mut Judge<'_, '_>) {
    judge.needs(spec, "validationActions", "a binding");
    let actions = items(spec, "validationActions");
    let has = |wanted: &str| actions.iter().find(|node| node.as_str() == Some(wanted));
    if let (Some(_), Some(warn)) = (has("Deny"), has("Warn")) {
        judge.advises(
            warn,
            "`Deny` and `Warn` would say one thing twice",
            "remove `Warn`",
        );
    }
}
