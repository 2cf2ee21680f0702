//! EK1039: a rule in CEL that is not stated as one. Source: `x-kubernetes-validations` in
//! `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions-apiserver.

use super::each_part;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The kinds of refusal.
const REASONS: [&str; 4] = [
    "FieldValueDuplicate",
    "FieldValueForbidden",
    "FieldValueInvalid",
    "FieldValueRequired",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::SchemaRule, |judge, part| {
        for rule in items(part.node, "x-kubernetes-validations") {
            one(judge, rule);
            if part.is_untyped
                && let Some(reason) = rule.text_of("reason")
                && let Some(text) = reason.as_str().filter(|text| !REASONS.contains(text))
            {
                let reasons = REASONS.join("`, `");
                judge.says(
                    reason,
                    format!("expected one of `{reasons}`, found `{text}`"),
                );
            }
        }
    });
}

fn one(judge: &mut Judge<'_, '_>, rule: &Node) {
    let text = |key: &str| rule.get(key).and_then(Node::as_str).unwrap_or_default();
    let node = |key: &str| rule.get(key).unwrap_or(rule);
    let (said, message) = (text("rule").trim(), text("message"));
    if said.is_empty() {
        judge.says(node("rule"), "a rule needs an expression in `rule`");
    } else if !message.is_empty() && message.trim().is_empty() {
        judge.says(node("message"), "`message` is blank");
    } else if has_lines(message.trim()) {
        judge.says(node("message"), "`message` has several lines");
    } else if has_lines(said) && message.trim().is_empty() {
        let help = "add a `message` of one line";
        judge.advises(
            node("rule"),
            "a rule of several lines needs a `message`",
            help,
        );
    }
    for key in ["messageExpression", "fieldPath"] {
        if !text(key).is_empty() && text(key).trim().is_empty() {
            judge.says(node(key), format!("`{key}` is blank"));
        }
    }
    if has_lines(text("fieldPath")) {
        judge.says(node("fieldPath"), "`fieldPath` has several lines");
    }
}

fn has_lines(text: &str) -> bool {
    text.contains(['\n', '\r'])
}
