//! EK1040: a rule that the definition of a custom resource brings does not hold; EK1041: it could not be evaluated. Source:
//! `pkg/apiserver/schema/cel/validation.go` of `apiextensions-apiserver`.
//!
//! As on the server, fields that are absent have their defaults, and a rule that compares with the object before is passed over,
//! since every object is judged as if it were made anew. A rule that fails on a value refuses the object as one that is
//! false does. Where types are wrong, that is told elsewhere and nothing here.

use rayon::prelude::*;

use super::evaluated::evaluate;
use super::fits::fits;
use super::kinds::{Kind, key, kinds};
use crate::cel::Ruled;
use crate::diag::Diagnostic;
use crate::k8s::Object;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// So many objects are one task.
const TASK: usize = 64;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let kinds = kinds(tree);
    if kinds.values().all(Option::is_none) {
        return;
    }
    let tasks = tree.objects.par_chunks(TASK).map(|objects| {
        let mut found = Vec::new();
        for object in objects {
            let kind = key(object).and_then(|key| kinds.get(&key)?.as_ref());
            if let Some(kind) = kind {
                judge(object, kind, &mut found);
            }
        }
        found
    });
    let found: Vec<Vec<Diagnostic>> = tasks.collect();
    found
        .into_iter()
        .flatten()
        .for_each(|finding| findings.push(finding));
}

fn judge(object: &Object, kind: &Kind<'_>, found: &mut Vec<Diagnostic>) {
    let mut own = Vec::new();
    walk(object, &object.node, &object.id.kind, &kind.ruled, &mut own);
    if own.is_empty() || !fits(&object.node, kind.ruled.schema) {
        return;
    }
    found.extend(own.into_iter().map(|finding| match kind.component {
        Some(component) => finding.note(format!(
            "the definition of {} {} says so, which is built in; name another with `--crd-dir`, or in `crds` of the environment",
            component.id, component.version
        )),
        None => finding,
    }));
}

/// Evaluates the rules about a value and all below it.
fn walk(object: &Object, node: &Node, name: &str, ruled: &Ruled<'_>, found: &mut Vec<Diagnostic>) {
    if node.is_null() {
        return;
    }
    for rule in &ruled.rules {
        found.extend(evaluate(object, node, name, ruled, rule));
    }
    for (property, below) in &ruled.fields {
        let given = node.get(&property.name);
        let default = property.schema.default.as_deref();
        let value = given
            .filter(|node| !node.is_null() || property.schema.nullable)
            .or(default);
        if let Some(value) = value {
            walk(object, value, &property.name, below, found);
        }
    }
    if let (Some(below), Some(map)) = (&ruled.values, node.as_map()) {
        for entry in map {
            let mut fields = ruled.schema.properties.iter();
            if !fields.any(|property| property.name == entry.key.name) {
                walk(object, &entry.value, &entry.key.name, below, found);
            }
        }
    }
    if let (Some(below), Some(items)) = (&ruled.items, node.as_list()) {
        for item in items {
            walk(object, item, name, below, found);
        }
    }
}
