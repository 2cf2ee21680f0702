//! CustomResourceDefinitions that the API server refuses.
//!
//! In: the definitions of the tree. Out: findings, one file and one code for each thing that a definition says. Source:
//! `pkg/apis/apiextensions/validation` and `pkg/apiserver/schema` of apiextensions-apiserver, as for a definition that is new.
//! Fields and their types are those of a built-in kind, and told elsewhere; whether a rule in CEL compiles is for its own judge.

mod alternatives;
mod conversion;
mod defaults;
mod either;
mod keyword_types;
mod keywords;
mod lists;
mod names;
mod own_fields;
mod parts;
mod paths;
mod patterns;
mod root_keywords;
mod structural;
mod validations;
mod versions;

use super::{Reach, Rule, of_each};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, alternatives::check),
    of_each(Reach::Object, conversion::check),
    of_each(Reach::Object, defaults::check),
    of_each(Reach::Object, keyword_types::check),
    of_each(Reach::Object, keywords::check),
    of_each(Reach::Object, lists::check),
    of_each(Reach::Object, names::check),
    of_each(Reach::Object, own_fields::check),
    of_each(Reach::Object, paths::check),
    of_each(Reach::Object, patterns::check),
    of_each(Reach::Object, root_keywords::check),
    of_each(Reach::Object, structural::check),
    of_each(Reach::Object, validations::check),
    of_each(Reach::Object, versions::check),
];

/// Calls `judge` with the spec of each definition.
fn each_spec(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    check: impl Fn(&mut Judge<'_, '_>, &Node),
) {
    for object in tree.of_kind("CustomResourceDefinition") {
        // `v1beta1` said the same elsewhere, and is gone, which is told where versions are judged.
        if text(&object.node, &["apiVersion"]) == Some("apiextensions.k8s.io/v1")
            && let Some(spec) = object.node.value_of("spec")
        {
            check(&mut Judge::new(code, object, findings), spec);
        }
    }
}

/// Calls `judge` with each version of each definition.
fn each_version(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    check: impl Fn(&mut Judge<'_, '_>, &Node),
) {
    each_spec(tree, findings, code, |judge, spec| {
        for version in items(spec, "versions") {
            check(judge, version);
        }
    });
}

/// Calls `judge` with each part of each schema.
fn each_part(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    check: impl Fn(&mut Judge<'_, '_>, &parts::Part<'_>),
) {
    each_version(tree, findings, code, |judge, version| {
        if let Some(schema) = version.at(&["schema", "openAPIV3Schema"]) {
            parts::walk(schema, &mut |part| check(judge, part));
        }
    });
}

/// Returns whether a field is `true`.
fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}
