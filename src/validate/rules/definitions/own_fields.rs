//! EK1032: what a schema says of the fields that every object has. Source: `validateStructuralInvariants` in
//! `pkg/apiserver/schema/validation.go` of apiextensions-apiserver.

use super::parts::{Level, Part};
use super::{each_part, is_true};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::NotStructural, |judge, part| {
        if !part.is_nested {
            metadata(judge, part);
        }
    });
}

fn metadata(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let is_root = part.level == Level::Root;
    if !is_root && !is_true(part.node, "x-kubernetes-embedded-resource") {
        return;
    }
    for (field, expected) in [
        ("apiVersion", "string"),
        ("kind", "string"),
        ("metadata", "object"),
    ] {
        let Some(schema) = part.node.at(&["properties", field]) else {
            continue;
        };
        let ty = schema.get("type").and_then(Node::as_str);
        if ty != Some(expected) {
            judge.says(schema, format!("expected `type: {expected}` for `{field}`"));
        }
    }
    let Some(schema) = part
        .node
        .at(&["properties", "metadata"])
        .filter(|_| is_root)
    else {
        return;
    };
    let known = ["type", "properties", "description", "title", "default"];
    for entry in schema.as_map().into_iter().flat_map(Mapping::iter) {
        if !known[..2].contains(&entry.key.name.as_str()) && entry.key.name != "default" {
            judge.says(
                &entry.value,
                "of `metadata`, a schema can restrict `name` and `generateName` alone",
            );
        }
    }
    let fields = schema.get("properties").and_then(Node::as_map);
    for entry in fields.into_iter().flat_map(Mapping::iter) {
        if !["name", "generateName"].contains(&entry.key.name.as_str()) {
            judge.says(
                &entry.value,
                "of `metadata`, a schema can restrict `name` and `generateName` alone",
            );
        }
    }
}
