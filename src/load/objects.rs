//! The objects in a text, as anybody writes them.
//!
//! In: the text of a file or a stream. Out: its objects, lists of objects taken apart; a document that is none is reported
//! with what was seen. Documents that no cluster ever gets, such as kustomization files, are passed over.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::{Gvk, Object, ObjectId, Owner};
use crate::session::Session;
use crate::text::FileId;
use crate::yaml::{self, Node};

/// The text is a template, and not YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsTemplate;

/// How many keys a message names of a document that is no object.
const NAMED: usize = 3;

/// Returns the objects of a text; each belongs to what the text is called. Of a template, nothing is reported.
pub fn of_text(session: &Session<'_>, file: FileId) -> Result<Vec<Object>, IsTemplate> {
    let source = session.sources.get(file);
    of_part(session, file, &source.text)
}

/// Returns the objects of a part of a text: `part` is as long as the text, with blanks for what is left out.
pub fn of_part(session: &Session<'_>, file: FileId, part: &str) -> Result<Vec<Object>, IsTemplate> {
    let source = session.sources.get(file);
    let (documents, findings) = yaml::parse(file, part);
    let broken = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    if broken && source.text.contains("{{") {
        return Err(IsTemplate);
    }
    session.report_all(findings);
    let nodes = documents
        .into_iter()
        .map(|document| document.root)
        .collect();
    Ok(of_nodes(session, &source.path, nodes))
}

/// Returns the objects among nodes, which `name` gave.
pub fn of_nodes(session: &Session<'_>, name: &str, nodes: Vec<Node>) -> Vec<Object> {
    let owner = Arc::new(Owner::raw(name));
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
    let id = ObjectId::of(&node).or_else(|| {
        let (id, prefix) = unnamed(&node)?;
        session.report(generated(prefix));
        Some(id)
    });
    match id {
        Some(id) => {
            let span = node.span();
            objects.push(Object::with_id(id, node, owner, span));
        }
        None => {
            let message = format!(
                "expected a Kubernetes object with `apiVersion`, `kind` and `metadata.name`, found {}",
                sight(&node)
            );
            session.report(Diagnostic::new(Code::NotAnObject, message).at(node.head()));
        }
    }
}

/// Returns the identity of an object that has no other name than `generateName`, which is what its name will begin with.
fn unnamed(node: &Node) -> Option<(ObjectId, &Node)> {
    let gvk = Gvk::new(
        node.get("apiVersion")?.as_str()?,
        node.get("kind")?.as_str()?,
    );
    let metadata = node.get("metadata")?;
    let prefix = metadata.get("generateName")?;
    if metadata.get("name").is_some() {
        return None;
    }
    let namespace = metadata.get("namespace").and_then(Node::as_str);
    let id = ObjectId {
        group: gvk.group,
        kind: gvk.kind,
        namespace: namespace.unwrap_or_default().into(),
        name: prefix.as_str()?.into(),
    };
    Some((id, prefix))
}

/// The server takes it from `kubectl create`; what applies an object must know its name.
fn generated(prefix: &Node) -> Diagnostic {
    let message = "by `metadata.generateName` an object can be created, and not applied";
    let mut finding = Diagnostic::new(Code::NotAnObject, message)
        .at(prefix.span())
        .note("Flux, Argo CD and `kubectl apply` refuse it")
        .help("give it a `metadata.name`");
    finding.severity = Severity::Warning;
    finding
}

/// Returns what a document looks like that is no object.
fn sight(node: &Node) -> String {
    let Some(map) = node.as_map() else {
        return node.value.type_name().to_owned();
    };
    let has = |keys: &[&str]| node.at(keys).is_some();
    if has(&["apiVersion"]) && has(&["kind"]) {
        return "no name".to_owned();
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
