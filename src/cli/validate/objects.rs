//! A text to the objects in it.
//!
//! In: the text of a file or a stream. Out: its objects, lists of objects taken apart; a document that is none is reported
//! with what was seen. Documents that no cluster ever gets, such as kustomization files, are passed over.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::{Object, Owner};
use crate::session::Session;
use crate::text::FileId;
use crate::yaml::{self, Node};

/// The text is a template, and not YAML.
pub(super) struct IsTemplate;

/// How many keys a message names of a document that is no object.
const NAMED: usize = 3;

/// Returns the objects of a text.
pub(super) fn of_text(
    session: &Session<'_>,
    file: FileId,
    text: &str,
) -> Result<Vec<Object>, IsTemplate> {
    let (documents, findings) = yaml::parse(file, text);
    let broken = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    if broken && text.contains("{{") {
        return Err(IsTemplate);
    }
    session.report_all(findings);
    let nodes = documents
        .into_iter()
        .map(|document| document.root)
        .collect();
    Ok(of_nodes(session, &session.sources.get(file).path, nodes))
}

/// Returns the objects among nodes, which `name` gave.
pub(super) fn of_nodes(session: &Session<'_>, name: &str, nodes: Vec<Node>) -> Vec<Object> {
    let owner = Arc::new(Owner {
        kind: "Raw".into(),
        namespace: "".into(),
        name: name.into(),
    });
    let mut objects = Vec::with_capacity(nodes.len());
    for node in nodes {
        add(session, node, &owner, &mut objects);
    }
    objects
}

fn add(session: &Session<'_>, node: Node, owner: &Arc<Owner>, objects: &mut Vec<Object>) {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let group = text("apiVersion").unwrap_or_default();
    if node.is_null() || group.starts_with("kustomize.config.k8s.io/") {
        return;
    }
    if group.starts_with("ekscompile.dev/") {
        let found = format!(
            "expected a Kubernetes object, found a spec, `{}`",
            text("kind").unwrap_or_default()
        );
        let help = "ekscompile check";
        session.report(
            Diagnostic::new(Code::NotAnObject, found)
                .at(node.head())
                .help(help),
        );
        return;
    }
    // What `kubectl get -o yaml` prints: `List`, and typed ones such as `ConfigMapList`.
    let is_list = text("kind").is_some_and(|kind| kind.ends_with("List"));
    if let (true, Some(items)) = (is_list, node.get("items").and_then(Node::as_list)) {
        for item in items {
            add(session, item.clone(), owner, objects);
        }
        return;
    }
    let span = node.span();
    let head = node.head();
    let seen = sight(&node);
    match Object::new(node, owner, span) {
        Some(object) => objects.push(object),
        None => {
            let message = format!(
                "expected a Kubernetes object with `apiVersion`, `kind` and `metadata.name`, found {seen}"
            );
            session.report(Diagnostic::new(Code::NotAnObject, message).at(head));
        }
    }
}

/// Returns what a document looks like that is no object.
fn sight(node: &Node) -> String {
    let Some(map) = node.as_map() else {
        return node.value.type_name().to_owned();
    };
    let has = |keys: &[&str]| node.at(keys).is_some();
    if has(&["apiVersion"]) && has(&["kind"]) {
        return if has(&["metadata", "generateName"]) {
            "`metadata.generateName`, by which nothing can be applied".to_owned()
        } else {
            "no name".to_owned()
        };
    }
    if has(&["services"]) && !has(&["kind"]) {
        return "a Compose file".to_owned();
    }
    let keys: Vec<String> = map
        .iter()
        .take(NAMED)
        .map(|entry| format!("`{}`", entry.key.name))
        .collect();
    match keys.as_slice() {
        [] => "an empty map".to_owned(),
        _ => format!("a map with {}", keys.join(", ")),
    }
}
