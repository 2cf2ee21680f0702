//! EK1032: a schema that is not structural, as to types and fields. Source: `validateStructuralInvariants` in
//! `pkg/apiserver/schema/validation.go` of apiextensions-apiserver.

use super::parts::{Level, Part};
use super::{each_part, each_version, is_true};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

const PRESERVES: &str = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED: &str = "x-kubernetes-embedded-resource";
const EITHER: &str = "x-kubernetes-int-or-string";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::NotStructural, |judge, part| {
        if !part.is_nested {
            typed(judge, part);
        }
    });
    each_version(tree, findings, Code::NotStructural, |judge, version| {
        let root = version.at(&["schema", "openAPIV3Schema"]);
        if let Some(node) = root
            .and_then(|root| root.get("nullable"))
            .filter(|node| node.as_bool() == Some(true))
        {
            judge.says(node, "an object cannot be `nullable`");
        }
    });
}

fn typed(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let node = part.node;
    if node.as_map().is_none() {
        return;
    }
    let ty = node.text_of("type").and_then(Node::as_str);
    if ty == Some("array") && node.value_of("items").is_none() {
        judge.says(node, "a list needs `items`");
    }
    let (embedded, either) = (is_true(node, EMBEDDED), is_true(node, EITHER));
    match ty {
        None if embedded => judge.says(node, format!("`{EMBEDDED}` needs `type: object`")),
        None if !either && !is_true(node, PRESERVES) => {
            judge.says(node, format!("{} needs a `type`", of(part.level)));
        }
        Some(ty) if ty != "object" && (embedded || part.level == Level::Root) => {
            let node = node.get("type").unwrap_or(node);
            judge.says(
                node,
                format!("expected `object` as the type of an object, found `{ty}`"),
            );
        }
        _ => {}
    }
    if let Some(values) = node.value_of("additionalProperties") {
        if part.level == Level::Root {
            judge.says(values, "`additionalProperties` is not allowed at the root");
        } else if embedded {
            judge.says(
                values,
                format!("`additionalProperties` is not allowed with `{EMBEDDED}`"),
            );
        }
    }
    for other in [PRESERVES, EMBEDDED] {
        if let Some(found) = node.get(other).filter(|_| either && is_true(node, other)) {
            judge.says(found, format!("`{other}` is not allowed with `{EITHER}`"));
        }
    }
    let fields = node.get("properties").and_then(Node::as_map);
    if embedded && !is_true(node, PRESERVES) && fields.is_none_or(Mapping::is_empty) {
        judge.says(
            node,
            format!("`{EMBEDDED}` needs `properties`, or `{PRESERVES}: true`"),
        );
    }
}

fn of(level: Level) -> &'static str {
    match level {
        Level::Root => "the schema",
        Level::Field => "the schema of a field",
        Level::Item => "the schema of elements",
    }
}
