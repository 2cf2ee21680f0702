//! Selectors of labels and of nodes, as the API server wants them written.
//!
//! After `ValidateLabelSelector` of `apimachinery` and `ValidateNodeSelector` of `pkg/apis/core/validation`. What a selector
//! matches is elsewhere, in `k8s/labels.rs`.

use super::findings::{items, text};
use super::judge::Judge;
use crate::k8s::Format;
use crate::yaml::Node;

/// Checks `{matchLabels, matchExpressions}`.
pub(super) fn labels(selector: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(equal) = selector.value_of("matchLabels") {
        pairs(equal, judge);
    }
    for expression in items(selector, "matchExpressions") {
        demand(expression, judge);
    }
}

/// Checks a map of labels, `{app: api}`.
pub(super) fn pairs(equal: &Node, judge: &mut Judge<'_, '_>) {
    for entry in equal.as_map().into_iter().flatten() {
        if let Some(problem) = Format::QualifiedName.problem(&entry.key.name) {
            judge.says(
                &entry.value,
                format!("`{}` is no label: {problem}", entry.key.name),
            );
        }
        judge.format(&entry.value, Format::LabelValue, "value of a label");
    }
}

/// Checks one of the terms that select nodes, `{matchExpressions, matchFields}`.
pub(super) fn node_term(term: &Node, judge: &mut Judge<'_, '_>) {
    for expression in items(term, "matchExpressions") {
        demand(expression, judge);
        if matches!(text(expression, &["operator"]), Some("Gt" | "Lt"))
            && items(expression, "values").len() != 1
        {
            judge.says(expression, "`Gt` and `Lt` need one value");
        }
    }
    for field in items(term, "matchFields") {
        judge.wants(field, "operator", "a demand on a field");
        if let Some("Exists" | "DoesNotExist" | "Gt" | "Lt") = text(field, &["operator"]) {
            judge.says(field, "a demand on a field takes `In` or `NotIn`");
        } else if items(field, "values").len() != 1 {
            judge.says(field, "a demand on a field needs one value");
        }
        match field.value_of("key") {
            Some(key) if key.as_str() == Some("metadata.name") => {
                for value in items(field, "values") {
                    judge.format(value, Format::Subdomain, "name for a Node");
                }
            }
            key => judge.says(
                key.unwrap_or(field),
                "nodes are selected by the field `metadata.name` alone",
            ),
        }
    }
}

/// Checks key and values, which go by the operator.
fn demand(expression: &Node, judge: &mut Judge<'_, '_>) {
    match expression.value_of("key") {
        Some(key) => judge.format(key, Format::QualifiedName, "label"),
        None => judge.says(expression, "a demand on labels needs `key`"),
    }
    judge.wants(expression, "operator", "a demand on labels");
    let values = items(expression, "values");
    match text(expression, &["operator"]) {
        Some(operator @ ("In" | "NotIn")) if values.is_empty() => {
            judge.says(expression, format!("`{operator}` needs `values`"));
        }
        Some(operator @ ("Exists" | "DoesNotExist")) if !values.is_empty() => {
            judge.says(&values[0], format!("`{operator}` takes no `values`"));
        }
        _ => {}
    }
    for value in values {
        judge.format(value, Format::LabelValue, "value of a label");
    }
}

/// Checks a toleration of a taint, after `ValidateTolerations` of `pkg/apis/core/validation`.
pub(super) fn toleration(toleration: &Node, judge: &mut Judge<'_, '_>) {
    let operator = text(toleration, &["operator"]).unwrap_or_default();
    match toleration.text_of("key") {
        Some(key) => judge.format(key, Format::QualifiedName, "key of a taint"),
        None if operator != "Exists" => {
            judge.says(
                toleration,
                "a toleration without `key` needs `operator: Exists`",
            );
        }
        None => {}
    }
    if let Some(seconds) = toleration.value_of("tolerationSeconds")
        && text(toleration, &["effect"]) != Some("NoExecute")
    {
        judge.says(seconds, "`tolerationSeconds` needs `effect: NoExecute`");
    }
    match (operator, toleration.text_of("value")) {
        ("" | "Equal", Some(value)) => judge.format(value, Format::LabelValue, "value of a taint"),
        ("Exists", Some(value)) => judge.says(value, "`Exists` takes no `value`"),
        ("Gt" | "Lt", _) => judge.says(toleration, "expected the operator `Equal` or `Exists`"),
        _ => {}
    }
}
