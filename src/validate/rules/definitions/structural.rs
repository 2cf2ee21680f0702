//! EK1032: a schema that is not structural. Source: `pkg/apiserver/schema/validation.go` and `complete.go` of
//! apiextensions-apiserver.

use super::parts::{Level, Part};
use super::{each_part, each_version, is_true};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

const PRESERVES: &str = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED: &str = "x-kubernetes-embedded-resource";
const EITHER: &str = "x-kubernetes-int-or-string";

/// What types say, and alternatives must leave to them.
const OF_TYPES: [&str; 10] = [
    "additionalProperties",
    "default",
    "nullable",
    "title",
    "description",
    PRESERVES,
    EMBEDDED,
    EITHER,
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::NotStructural, |judge, part| {
        if part.is_nested {
            nested(judge, part);
        } else {
            typed(judge, part);
            metadata(judge, part);
            // Below the root, the server does not ask.
            if part.level == Level::Root {
                for node in alternatives(part.node) {
                    complete(judge, node, Some(part.node));
                }
            }
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

/// What a schema says of the fields that every object has.
fn metadata(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let is_root = part.level == Level::Root;
    if !is_root && !is_true(part.node, EMBEDDED) {
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

/// What stands in `allOf`, `anyOf`, `oneOf` and `not` says of values, not of types.
fn nested(judge: &mut Judge<'_, '_>, part: &Part<'_>) {
    let says_something = |node: &&Node| {
        !matches!(node.as_bool(), Some(false)) && node.as_str().is_none_or(|text| !text.is_empty())
    };
    let types = (!part.may_state_type).then_some("type");
    for key in types.into_iter().chain(OF_TYPES) {
        if let Some(node) = part.node.value_of(key).filter(says_something) {
            judge.advises(
                node,
                format!("`{key}` is not allowed in `allOf`, `anyOf`, `oneOf` and `not`"),
                "say it in the schema around, for all alternatives",
            );
        }
    }
    for key in ["x-kubernetes-list-map-keys", "x-kubernetes-validations"] {
        let list = part.node.get(key).and_then(Node::as_list);
        if let Some(first) = list.and_then(<[Node]>::first) {
            judge.says(
                first,
                format!("`{key}` is not allowed in `allOf`, `anyOf`, `oneOf` and `not`"),
            );
        }
    }
    if let Some(node) = part.node.at(&["properties", "metadata"]) {
        judge.says(
            node,
            "`metadata` is not allowed in `allOf`, `anyOf`, `oneOf` and `not`",
        );
    }
}

/// Each field that alternatives speak of must be one of the type.
fn complete(judge: &mut Judge<'_, '_>, nested: &Node, ty: Option<&Node>) {
    let Some(ty) = ty else {
        let text = "the schema around says nothing of this: name it there too";
        return judge.says(nested, text);
    };
    if let Some(items) = nested.value_of("items") {
        complete(judge, items, ty.value_of("items"));
    }
    let fields = nested.get("properties").and_then(Node::as_map);
    for entry in fields.into_iter().flat_map(Mapping::iter) {
        complete(judge, &entry.value, ty.at(&["properties", &entry.key.name]));
    }
    for node in alternatives(nested) {
        complete(judge, node, Some(ty));
    }
}

fn alternatives(node: &Node) -> impl Iterator<Item = &Node> {
    let lists = ["allOf", "anyOf", "oneOf"].map(|key| items(node, key));
    lists.into_iter().flatten().chain(node.value_of("not"))
}
