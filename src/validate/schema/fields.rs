//! EK1002: a field that its type does not have. EK1504: a field that only other minor versions have.
//!
//! Source: k8s.io/apimachinery `pkg/runtime/serializer/json` with `fieldValidation=Strict`, which tells capital from small letters.

use super::walk::{Walk, path};
use crate::diag::{Code, Severity};
use crate::k8s::schema::{Additional, Schema, Type};
use crate::k8s::{Minor, Object};
use crate::validate::findings::about;
use crate::yaml::{Entry, Node};

/// So deep and among so many types a field is looked for that stands too far out.
const DEPTH: usize = 3;
const TYPES: usize = 300;

/// Reports a field that the type does not name.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node, entry: &Entry) {
    if schema.preserves_unknown || schema.ty == Type::Any {
        return;
    }
    let minor = walk.minor;
    let others = schema.minors_of(&entry.key.name);
    if !others.is_empty() {
        return other_minor(walk, schema, node, entry);
    }
    // Of an object that declares nothing, the server drops everything, some requests without a word.
    let declares = !schema.properties.is_empty();
    // A release of the component after the one we know may have more fields; a misspelt one is wrong in any.
    let may_be_newer = walk.is_custom && walk.component.is_some();
    walk.tell(|object, findings| {
        let name = entry.key.name.as_str();
        let known = || schema.names(minor);
        let near = findings.near(name, known());
        let near = near.or_else(|| below(schema, name, minor));
        let finding = about(
            Code::UndeclaredField,
            object,
            &entry.value,
            format!("unknown field `{name}` in {}", place(object, node)),
        )
        .at(entry.key.span.or(entry.value.span()).or(object.span));
        let is_misspelt = near.is_some();
        let mut finding = match near {
            Some(near) => finding.help(near),
            None => match names(known()) {
                Some(names) => finding.note(format!("known fields: {names}")),
                None => finding,
            },
        };
        if may_be_newer && !is_misspelt {
            finding.severity = Severity::Warning;
        }
        if !declares {
            finding.severity = Severity::Warning;
            finding = finding.note("the server drops what its definition does not declare");
        }
        finding
    });
}

fn other_minor(walk: &mut Walk<'_>, schema: &Schema, node: &Node, entry: &Entry) {
    let minor = walk.minor;
    let minors = schema.minors_of(&entry.key.name);
    walk.tell(|object, _| {
        let name = entry.key.name.as_str();
        let newer = minors.iter().find(|other| *other > minor);
        let (why, help) = match newer {
            Some(newer) => (
                format!("it came with {newer}"),
                format!("remove it, or upgrade the cluster to {newer}"),
            ),
            None => {
                let last = minors.iter().next_back().unwrap_or(minor);
                (
                    format!("{last} was the last to have it"),
                    "remove it".to_owned(),
                )
            }
        };
        about(
            Code::FieldOfOtherMinor,
            object,
            &entry.value,
            format!(
                "Kubernetes {minor} has no field `{name}` in {}: {why}",
                place(object, node)
            ),
        )
        .at(entry.key.span.or(entry.value.span()).or(object.span))
        .help(help)
    });
}

/// Returns how messages call the map that has the field.
fn place(object: &Object, node: &Node) -> String {
    if std::ptr::eq(&raw const object.node, node) {
        return format!("`{}`", object.id);
    }
    format!("`{}` of `{}`", path(object, node), object.id)
}

/// Returns where below the type a field of this name is at home: indentation is the usual slip.
fn below(schema: &Schema, name: &str, minor: Minor) -> Option<String> {
    let mut seen = 0;
    let mut level: Vec<(String, &Schema)> = vec![(String::new(), schema)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (path, schema) in level {
            for property in schema.properties.iter() {
                let of = match (&property.schema.items, &property.schema.additional) {
                    (Some(of), _) | (_, Some(Additional::Of(of))) => of,
                    _ => &property.schema,
                };
                // What the server itself writes is no place for a field.
                if seen == TYPES || !property.minors.contains(minor) || property.name == "status" {
                    continue;
                }
                seen += 1;
                let path = format!("{path}{}", property.name);
                if of.property(name, minor).is_some() {
                    return Some(format!(
                        "`{path}` has a field of this name; indent it to there"
                    ));
                }
                next.push((format!("{path}."), &**of));
            }
        }
        level = next;
    }
    None
}

/// Returns the names if they are few.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (1..=12)
        .contains(&names.len())
        .then(|| format!("`{}`", names.join("`, `")))
}
