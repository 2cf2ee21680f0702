//! EK1029: an object inside a custom resource is none. Source: `x-kubernetes-embedded-resource`,
//! `pkg/apiserver/schema/objectmeta` of apiextensions-apiserver.

use super::spot::{Problem, Spot};
use crate::diag::Code;
use crate::k8s::Format;
use crate::yaml::{Mapping, Node};

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    if !spot.schema.is_embedded {
        return;
    }
    let mut say = |node: &'v Node, what: &str, problem: String| {
        let message = format!(
            "`{}` is no {what}: {problem}",
            node.brief().trim_matches('"')
        );
        found.push(Problem::new(Code::EmbeddedObject, node, message));
    };
    let object = spot.value;
    if let Some(node) = object.value_of("kind")
        && let Some(kind) = node.as_str()
        && let Some(problem) = Format::LetterLabel.problem(&kind.to_lowercase())
    {
        say(node, "kind", problem);
    }
    if let Some(node) = object.value_of("apiVersion")
        && let Some(version) = node.as_str()
    {
        if version.is_empty() {
            say(node, "version", "it is empty".to_owned());
        } else if version.matches('/').count() > 1 {
            say(node, "version", "it has several slashes".to_owned());
        }
    }
    let Some(metadata) = object.value_of("metadata") else {
        return;
    };
    if let Some(node) = metadata.text_of("name")
        && let Some(problem) = Format::PathSegment.problem(node.as_str().unwrap_or_default())
    {
        say(node, "name", problem);
    }
    let entries = |key: &str| metadata.value_of(key).and_then(Node::as_map);
    let labels = entries("labels").into_iter().flat_map(Mapping::iter);
    for entry in labels {
        let value = entry.value.as_str().unwrap_or_default();
        if let Some(problem) = Format::LabelValue.problem(value) {
            say(&entry.value, "value of a label", problem);
        }
    }
    for key in ["labels", "annotations"] {
        for entry in entries(key).into_iter().flat_map(Mapping::iter) {
            let name = entry.key.name.to_lowercase();
            let name = match key {
                "labels" => entry.key.name.as_str(),
                _ => name.as_str(),
            };
            if let Some(problem) = Format::QualifiedName.problem(name) {
                let message = format!("`{name}` is no key of `{key}`: {problem}");
                found.push(Problem::new(Code::EmbeddedObject, &entry.value, message));
            }
        }
    }
}
