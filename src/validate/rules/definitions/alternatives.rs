//! EK1032: a schema that is not structural, as to `allOf`, `anyOf`, `oneOf` and `not`. Source:
//! `validateNestedValueValidation` in `pkg/apiserver/schema/validation.go`, and `complete.go`, of apiextensions-apiserver.

use super::each_part;
use super::parts::{Level, Part};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

/// What types say, and alternatives must leave to them.
const OF_TYPES: [&str; 10] = [
    "additionalProperties",
    "default",
    "nullable",
    "title",
    "description",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::NotStructural, |judge, part| {
        if part.is_nested {
            return nested(judge, part);
        }
        // Below the root, the server does not ask.
        if part.level == Level::Root {
            for node in alternatives(part.node) {
                complete(judge, node, Some(part.node));
            }
        }
    });
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
