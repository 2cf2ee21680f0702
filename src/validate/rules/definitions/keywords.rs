//! EK1033: a keyword of JSON Schema that definitions cannot use. Source: `specStandardValidatorV3` and
//! `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions-apiserver.

use super::parts::{Level, Part};
use super::{each_part, is_true};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What is refused wherever it stands, and what to write.
pub(super) const REFUSED: [(&str, &str); 7] = [
    ("$ref", "write the schema in its place"),
    ("$schema", "remove it"),
    ("id", "remove it"),
    (
        "additionalItems",
        "write one schema for all elements in `items`",
    ),
    ("definitions", "write each schema where it is used"),
    ("dependencies", "write a rule in `x-kubernetes-validations`"),
    ("patternProperties", "write `additionalProperties`"),
];

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::SchemaKeyword, keywords);
}

fn keywords(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let node = part.node;
    for (key, instead) in REFUSED {
        if let Some(found) = node.value_of(key).filter(|found| !is_nothing(found)) {
            judge.advises(
                found,
                format!("`{key}` is not allowed in a definition"),
                instead,
            );
        }
    }
    if let Some(ty) = node.text_of("type") {
        let text = ty.as_str().unwrap_or_default();
        if !TYPES.contains(&text) {
            let help = match text {
                "null" => "write `nullable: true`".to_owned(),
                _ => format!("write one of `{}`", TYPES.join("`, `")),
            };
            judge.advises(ty, format!("there is no type `{text}`"), help);
        }
    }
    if let Some(unique) = node
        .get("uniqueItems")
        .filter(|_| is_true(node, "uniqueItems"))
    {
        let help = "write `x-kubernetes-list-type: set`";
        judge.advises(unique, "`uniqueItems` cannot be true", help);
    }
    if let Some(items) = node.get("items").filter(|items| items.as_list().is_some()) {
        judge.says(items, "expected one schema in `items`, found a list");
    }
    let fields = node.get("properties").and_then(Node::as_map);
    if let Some(values) = node.value_of("additionalProperties")
        && fields.is_some_and(|fields| !fields.is_empty())
        && values.as_bool() != Some(true)
        && (part.level != Level::Root || part.is_nested)
    {
        judge.says(
            values,
            "`additionalProperties` and `properties` exclude each other",
        );
    }
    if let Some(keeps) = node.get("x-kubernetes-preserve-unknown-fields")
        && keeps.as_bool() == Some(false)
    {
        let message = "`x-kubernetes-preserve-unknown-fields` can be true or absent";
        judge.advises(keeps, message, "remove it");
    }
}

/// Returns whether the server cannot tell a value from none.
pub(super) fn is_nothing(node: &Node) -> bool {
    match &node.value {
        crate::yaml::Value::Null | crate::yaml::Value::Bool(false) => true,
        crate::yaml::Value::String(text) => text.is_empty(),
        crate::yaml::Value::Mapping(map) => map.is_empty(),
        crate::yaml::Value::Sequence(list) => list.is_empty(),
        _ => false,
    }
}
