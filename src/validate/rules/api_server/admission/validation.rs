//! EK1190: ValidatingAdmissionPolicies that the API server refuses, but for their expressions. After
//! `validateValidatingAdmissionPolicySpec` of `pkg/apis/admissionregistration/validation`.

use super::match_conditions::needs_words;
use super::{GROUP, POLICIES};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in POLICIES {
        for policy in tree.of(GROUP, kind) {
            let mut judge = Judge::new(Code::AdmissionPolicy, policy, findings);
            let Some(spec) = judge.needs(&policy.node, "spec", "a policy") else {
                continue;
            };
            if let Some(kind) = spec.value_of("paramKind") {
                param_kind(kind, &mut judge);
            }
            match spec.value_of("matchConstraints") {
                Some(matched) => {
                    judge.needs(matched, "resourceRules", "`matchConstraints`");
                }
                None => judge.says(spec, "a policy needs `matchConstraints`"),
            }
            if kind == "ValidatingAdmissionPolicy" {
                validations(spec, &policy.id.name, &mut judge);
            }
        }
    }
}

fn param_kind(node: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(kind) = judge.needs(node, "kind", "`paramKind`")
        && let Some(problem) = kind
            .as_str()
            .and_then(|text| Format::LetterLabel.problem(&text.to_lowercase()))
    {
        judge.says(kind, format!("{} is no kind: {problem}", shown(kind)));
    }
    let Some(version) = judge.needs(node, "apiVersion", "`paramKind`") else {
        return;
    };
    let text = version.as_str().unwrap_or_default();
    let (group, name) = text.split_once('/').unwrap_or(("", text));
    let of_group = if group.is_empty() {
        None
    } else {
        Format::Subdomain.problem(group)
    };
    if let Some(problem) = of_group.or_else(|| Format::LetterLabel.problem(name)) {
        judge.says(
            version,
            format!("`{text}` is no version of an API: {problem}"),
        );
    }
}

fn validations(spec: &Node, name: &str, judge: &mut Judge<'_, '_>) {
    let (validations, annotations) = (items(spec, "validations"), items(spec, "auditAnnotations"));
    if validations.is_empty() && annotations.is_empty() {
        judge.says(spec, "a policy needs `validations` or `auditAnnotations`");
    }
    for validation in validations {
        needs_words(validation, "expression", "a validation", judge);
        for key in ["message", "messageExpression"] {
            let Some(node) = validation.text_of(key) else {
                continue;
            };
            let text = node.as_str().unwrap_or_default().trim();
            if text.is_empty() {
                judge.says(node, format!("`{key}` is blank"));
            } else if key == "message" && text.contains(['\n', '\r']) {
                judge.says(node, "a message must be one line");
            }
        }
    }
    judge.at_most(spec, "auditAnnotations", 20);
    for annotation in annotations {
        needs_words(annotation, "valueExpression", "an annotation", judge);
        let key = annotation.value_of("key");
        let text = key.and_then(Node::as_str).unwrap_or_default();
        if let Some(problem) = Format::QualifiedName.problem(&format!("{name}/{text}")) {
            judge.says(
                key.unwrap_or(annotation),
                format!("`{text}` is no key of an annotation: {problem}"),
            );
        }
    }
    judge.unique(
        annotations
            .iter()
            .filter_map(|annotation| annotation.value_of("key")),
        "keys",
    );
}
