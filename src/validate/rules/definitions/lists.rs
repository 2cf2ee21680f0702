//! EK1035: a kind of list or map that does not fit its type. Source: `x-kubernetes-list-type`, `-list-map-keys` and
//! `-map-type` in `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions-apiserver.

use super::parts::Part;
use super::{each_part, is_true};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const LIST: &str = "x-kubernetes-list-type";
const KEYS: &str = "x-kubernetes-list-map-keys";
const MAP: &str = "x-kubernetes-map-type";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::SchemaList, |judge, part| {
        kind(judge, part, MAP, "object", &["atomic", "granular"]);
        kind(judge, part, LIST, "array", &["atomic", "set", "map"]);
        if part.is_nested {
            return;
        }
        let list = text(part.node, &[LIST]);
        match list {
            Some("set") => elements_of_set(judge, part.node),
            Some("map") => elements_of_map(judge, part.node),
            _ => {
                if let Some(keys) = items(part.node, KEYS).first() {
                    judge.says(keys, format!("`{KEYS}` needs `{LIST}: map`"));
                }
            }
        }
    });
}

fn kind(judge: &mut Judge<'_, '_>, part: &Part<'_>, key: &str, ty: &str, known: &[&str]) {
    let Some(node) = part.node.value_of(key) else {
        return;
    };
    if text(part.node, &["type"]) != Some(ty) && !part.is_nested {
        judge.says(node, format!("`{key}` needs `type: {ty}`"));
    }
    if let Some(text) = node.as_str().filter(|text| !known.contains(text)) {
        let known = known.join("`, `");
        judge.says(
            node,
            format!("expected one of `{known}` for `{key}`, found `{text}`"),
        );
    }
}

/// Elements of a set are compared as a whole.
fn elements_of_set(judge: &mut Judge<'_, '_>, node: &Node) {
    let Some(of) = node.value_of("items") else {
        return;
    };
    not_nullable(judge, of);
    match text(of, &["type"]) {
        Some("array") if text(of, &[LIST]).is_some_and(|list| list != "atomic") => {
            judge.says(of, format!("elements of a set need `{LIST}: atomic`"));
        }
        Some("object") if text(of, &[MAP]) != Some("atomic") => {
            let help = format!("add `{MAP}: atomic`");
            judge.advises(of, format!("elements of a set need `{MAP}: atomic`"), help);
        }
        _ => {}
    }
}

fn not_nullable(judge: &mut Judge<'_, '_>, of: &Node) {
    if is_true(of, "nullable") {
        judge.says(of, "elements that are told apart cannot be `nullable`");
    }
}

fn elements_of_map(judge: &mut Judge<'_, '_>, node: &Node) {
    let keys = items(node, KEYS);
    if keys.is_empty() {
        judge.says(node, format!("`{LIST}: map` needs `{KEYS}`"));
    }
    judge.unique(keys, "keys");
    let Some(of) = node.value_of("items") else {
        return;
    };
    not_nullable(judge, of);
    if text(of, &["type"]) != Some("object") {
        return judge.says(
            of,
            format!("`{LIST}: map` needs elements of `type: object`"),
        );
    }
    for key in keys {
        let name = key.as_str().unwrap_or_default();
        match of.at(&["properties", name]) {
            None => judge.says(key, format!("elements have no field `{name}`")),
            Some(field) => key_field(judge, of, key, field),
        }
    }
}

fn key_field(judge: &mut Judge<'_, '_>, of: &Node, key: &Node, field: &Node) {
    let name = key.as_str().unwrap_or_default();
    if matches!(text(field, &["type"]), Some("array" | "object")) {
        judge.says(key, format!("`{name}` is no key: expected a scalar"));
    }
    if is_true(field, "nullable") {
        judge.says(key, format!("`{name}` is a key, and cannot be `nullable`"));
    }
    let is_required = items(of, "required")
        .iter()
        .any(|one| one.as_str() == Some(name));
    if !is_required && field.value_of("default").is_none() {
        let help = format!("add `{name}` to `required` of the elements, or give it a default");
        judge.advises(
            key,
            format!("`{name}` is a key that elements may lack"),
            help,
        );
    }
}
