//! EK1033: a keyword of the wrong type, where the published types do not look. Source: `UnmarshalJSON` of
//! `JSONSchemaPropsOrBool` and `JSONSchemaPropsOrArray` of apiextensions-apiserver, below which fields are read by Go's rules.

use super::each_part;
use super::parts::Part;
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::SchemaKeyword, |judge, part| {
        schemas(judge, part);
        if part.is_untyped {
            types(judge, part.node);
        }
    });
}

/// What may be a schema or something else must be one of these.
fn schemas(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let node = part.node;
    for key in ["items", "additionalProperties"] {
        if let Some(value) = node.value_of(key).filter(|value| value.to_text().is_some()) {
            let may_be_bool = key == "additionalProperties" && value.as_bool().is_some();
            if !may_be_bool {
                judge.says(
                    value,
                    format!("expected a schema in `{key}`, found {}", value.brief()),
                );
            }
        }
    }
}

/// Each keyword must have its type; fields that are no keyword are passed over there.
fn types(judge: &mut Judge<'_, '_>, node: &Node) {
    for entry in node.as_map().into_iter().flatten() {
        let expected = match entry.key.name.as_str() {
            "type"
            | "format"
            | "pattern"
            | "description"
            | "title"
            | "x-kubernetes-list-type"
            | "x-kubernetes-map-type" => "a string",
            "minimum" | "maximum" | "multipleOf" => "a number",
            "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties"
            | "minProperties" => "an integer",
            "exclusiveMinimum"
            | "exclusiveMaximum"
            | "uniqueItems"
            | "nullable"
            | "x-kubernetes-preserve-unknown-fields"
            | "x-kubernetes-embedded-resource"
            | "x-kubernetes-int-or-string" => "a boolean",
            "enum"
            | "required"
            | "allOf"
            | "anyOf"
            | "oneOf"
            | "x-kubernetes-list-map-keys"
            | "x-kubernetes-validations" => "a list",
            "properties" | "not" => "a map",
            _ => continue,
        };
        let found = entry.value.value.type_name();
        let fits = found == expected
            || entry.value.is_null()
            || expected == "a number" && found == "an integer";
        if !fits {
            let message = format!(
                "expected {expected} for `{}`, found {found}",
                entry.key.name
            );
            judge.says(&entry.value, message);
        }
    }
    let fields = node.get("properties").and_then(Node::as_map);
    for entry in fields.into_iter().flatten() {
        if entry.value.as_map().is_none() && !entry.value.is_null() {
            let found = entry.value.value.type_name();
            judge.says(
                &entry.value,
                format!("expected a schema for `{}`, found {found}", entry.key.name),
            );
        }
    }
}
