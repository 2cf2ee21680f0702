//! EK1038: a column, a subresource or a selectable field whose path is none. Source:
//! `ValidateCustomResourceColumnDefinition`, `ValidateCustomResourceDefinitionSubresources` and
//! `ValidateCustomResourceSelectableFields` of apiextensions-apiserver.

use super::each_version;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
const FORMATS: [&str; 8] = [
    "byte",
    "date",
    "date-time",
    "double",
    "float",
    "int32",
    "int64",
    "password",
];
/// The most selectable fields of a version.
const SELECTABLE: usize = 8;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_version(tree, findings, Code::DefinitionPath, |judge, version| {
        for column in items(version, "additionalPrinterColumns") {
            judge.needs(column, "name", "a column");
            judge.needs(column, "type", "a column");
            known(judge, column, "type", &TYPES);
            known(judge, column, "format", &FORMATS);
            if let Some(path) = judge.needs(column, "jsonPath", "a column") {
                simple(judge, path, &["."]);
            }
        }
        if let Some(scale) = version.at(&["subresources", "scale"]) {
            for (key, start) in [
                ("specReplicasPath", ".spec."),
                ("statusReplicasPath", ".status."),
            ] {
                if let Some(path) = judge.needs(scale, key, "`scale`") {
                    simple(judge, path, &[start]);
                }
            }
            if let Some(path) = scale.text_of("labelSelectorPath") {
                simple(judge, path, &[".spec.", ".status."]);
            }
        }
        selectable(judge, version);
    });
}

fn known(judge: &mut Judge<'_, '_>, column: &Node, key: &str, known: &[&str]) {
    if let Some(node) = column.text_of(key)
        && let Some(text) = node.as_str().filter(|text| !known.contains(text))
    {
        let message = format!(
            "expected one of `{}` for `{key}`, found `{text}`",
            known.join("`, `")
        );
        judge.says(node, message);
    }
}

fn simple(judge: &mut Judge<'_, '_>, node: &Node, starts: &[&str]) {
    let Some(path) = node.as_str() else { return };
    if !starts.iter().any(|start| path.starts_with(start)) {
        let starts = starts.join("` or `");
        judge.says(
            node,
            format!("expected a path that begins with `{starts}`, found `{path}`"),
        );
    }
}

fn selectable(judge: &mut Judge<'_, '_>, version: &Node) {
    let fields = items(version, "selectableFields");
    let root = version.at(&["schema", "openAPIV3Schema"]);
    judge.at_most(version, "selectableFields", SELECTABLE);
    judge.unique(
        fields.iter().filter_map(|field| field.get("jsonPath")),
        "selectable fields",
    );
    for field in fields {
        let Some(node) = judge.needs(field, "jsonPath", "a selectable field") else {
            continue;
        };
        let (Some(path), Some(root)) = (node.as_str(), root) else {
            continue;
        };
        let Some(inner) = path.strip_prefix('.') else {
            judge.says(
                node,
                format!("expected a path that begins with `.`, found `{path}`"),
            );
            continue;
        };
        let end = inner
            .split('.')
            .try_fold(root, |schema, name| schema.at(&["properties", name]));
        match end.map(|end| end.get("type").and_then(Node::as_str)) {
            None => judge.says(node, format!("the schema has no field `{path}`")),
            Some(Some("string" | "boolean" | "integer")) if !inner.starts_with("metadata.") => {}
            Some(_) => judge.says(node, format!("expected a text, an integer or a truth value outside `metadata`, found `{path}`")),
        }
    }
}
