//! The objects of a file that `resources` names, or of an inline patch.
//!
//! In: the text of a file, or a text inside one. Out: the documents that are objects, lists (`kind: …List`) taken apart
//! behind the others. Empty documents are left out. An object without `kind` or `metadata.name` is refused, as kustomize
//! refuses it.

use std::collections::VecDeque;

use super::Outcome;
use crate::diag::{Code, Diagnostic, Severity};
use crate::text::Span;
use crate::yaml::{Document, Node, Value};

/// What the objects are for, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Resources.
    Resource,
    /// Patches.
    Patch,
}

/// Returns the objects among documents; `problems` are what reading them found.
pub fn objects(
    documents: Vec<Document>,
    problems: Vec<Diagnostic>,
    purpose: Purpose,
    place: Option<Span>,
) -> Outcome<Vec<Node>> {
    if let Some(problem) = problems
        .into_iter()
        .find(|problem| problem.severity == Severity::Error)
    {
        return Err(Box::new(problem.note("kustomize: MalformedYAMLError")));
    }
    if purpose == Purpose::Resource
        && let Some(odd) = documents
            .iter()
            .find_map(|document| document.odd_keys.first())
    {
        return Err(Box::new(odd.clone()));
    }
    let mut queue: VecDeque<Node> = documents
        .into_iter()
        .map(|document| document.root)
        .collect();
    let mut objects = Vec::with_capacity(queue.len());
    while let Some(node) = queue.pop_front() {
        let Some(map) = node.as_map() else {
            if node.is_null() {
                continue;
            }
            return Err(Box::new(refusal(
                &node,
                place,
                &format!("expected an object, found {}", node.value.type_name()),
                purpose,
            )));
        };
        if map.is_empty() {
            continue;
        }
        check(&node, place, purpose)?;
        let is_list = node
            .get("kind")
            .and_then(Node::as_str)
            .is_some_and(|kind| kind.ends_with("List"));
        match node
            .get("items")
            .filter(|_| is_list)
            .map(|items| (items, &items.value))
        {
            None => objects.push(node),
            Some((_, Value::Null)) => {}
            Some((_, Value::Sequence(items))) => queue.extend(items.iter().cloned()),
            Some((items, other)) => {
                let message = format!("expected `items` to be a list, found {}", other.type_name());
                return Err(Box::new(
                    refusal(items, place, &message, purpose)
                        .note("kustomize: expected array in items"),
                ));
            }
        }
    }
    Ok(objects)
}

fn check(node: &Node, place: Option<Span>, purpose: Purpose) -> Outcome<()> {
    let text = |node: Option<&Node>| node.and_then(Node::to_text).filter(|text| !text.is_empty());
    let Some(kind) = text(node.get("kind")) else {
        return Err(Box::new(
            refusal(node, place, "an object has no `kind`", purpose)
                .note("kustomize: missing kind in object"),
        ));
    };
    let name = node
        .get("metadata")
        .and_then(|metadata| metadata.get("name"));
    if text(name).is_none() && !kind.ends_with("List") {
        return Err(Box::new(
            refusal(
                node,
                place,
                &format!("a {kind} has no `metadata.name`"),
                purpose,
            )
            .note("kustomize: missing metadata.name in object"),
        ));
    }
    Ok(())
}

fn refusal(node: &Node, place: Option<Span>, message: &str, purpose: Purpose) -> Diagnostic {
    let code = match purpose {
        Purpose::Resource => Code::KustomizationEntry,
        Purpose::Patch => Code::InvalidPatch,
    };
    Diagnostic::new(code, message).at(node.head().or(place))
}
