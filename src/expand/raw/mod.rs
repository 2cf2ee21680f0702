//! Raw manifests to objects: what Kubernetes can say and specs cannot.
//!
//! In: the entries of `raw`, files, folders or patterns. Out: one object for each document, lists taken apart. Encrypted
//! documents (SOPS, SealedSecret) keep their bytes: a program that wrote them anew would break their signature. Whether a
//! Secret is readable, validation asks of every object, wherever it comes from.

use std::sync::Arc;

use super::context::Context;
use super::defaults::platform as defaults;
use super::template;
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, ObjectId, Owner, kind_of};
use crate::load::manifests;
use crate::text::Span;
use crate::yaml::{self, Document, Entry, Key, Mapping, Node, Value};

/// Returns the objects of the raw manifests of the environment and of components.
pub(super) fn expand(context: &Context) -> Vec<Object> {
    let mut objects = Vec::new();
    let environment = &context.target.environment;
    for asked in listed(environment) {
        for path in paths(context, asked, &context.target.path) {
            let owner = Arc::new(manifests::owner_of(&path));
            let manifest = Manifest {
                owner: &owner,
                namespace: None,
            };
            objects.extend(read(context, &manifest, &path, asked.span()));
        }
    }
    for component in &context.target.components {
        let namespace = super::common::namespace(component);
        let manifest = Manifest {
            owner: &component.owner,
            namespace: namespace.as_ref(),
        };
        for asked in listed(&component.spec) {
            for path in paths(context, asked, &component.path) {
                objects.extend(read(context, &manifest, &path, asked.span()));
            }
        }
    }
    objects
}

/// Returns the paths that an entry means; reports why there are none.
fn paths(context: &Context, asked: &Node, said_in: &str) -> Vec<String> {
    manifests::find(context.session, asked, said_in).unwrap_or_else(|finding| {
        context.session.report(*finding);
        Vec::new()
    })
}

/// What is known of the documents of an entry before they are read.
struct Manifest<'a> {
    /// Who asks for them.
    owner: &'a Arc<Owner>,
    /// The namespace that objects get that state none; none for the environment's and a Platform's.
    namespace: Option<&'a Node>,
}

fn listed(spec: &Node) -> impl Iterator<Item = &Node> {
    let entries = spec.value_of("raw").and_then(Node::as_list);
    entries.unwrap_or_default().iter()
}

/// Returns the objects of one file.
fn read(context: &Context, manifest: &Manifest, path: &str, asked: Option<Span>) -> Vec<Object> {
    let Some(file) = template::source(context, manifest.owner, path, asked) else {
        return Vec::new();
    };
    let source = context.session.sources.get(file);
    let (documents, findings) = yaml::parse(file, &source.text);
    context.session.report_all(findings);
    let mut objects = Vec::new();
    for document in documents {
        collect(context, manifest, document, &mut objects);
    }
    objects
}

/// Adds the objects of a document.
fn collect(context: &Context, manifest: &Manifest, document: Document, objects: &mut Vec<Object>) {
    if is_encrypted(&document.root) {
        let bytes = context.session.sources.slice(document.span);
        objects.extend(encrypted(context, manifest, document.root, bytes));
        return;
    }
    // Lists may hold lists; a stack instead of recursion keeps hostile depth away from ours.
    let mut waiting = vec![document.root];
    while let Some(node) = waiting.pop() {
        let is_list = node
            .value_of("kind")
            .and_then(Node::as_str)
            .is_some_and(|kind| kind.ends_with("List"));
        match node.value_of("items").and_then(Node::as_list) {
            Some(items) if is_list => waiting.extend(items.iter().rev().cloned()),
            _ if node.is_null() => {}
            _ => objects.extend(plain(context, manifest, node)),
        }
    }
}

/// Returns whether the bytes of a document must stay as they are.
fn is_encrypted(root: &Node) -> bool {
    let is_sops = root
        .value_of("sops")
        .is_some_and(|sops| sops.as_map().is_some());
    let sealed =
        ObjectId::of(root).is_some_and(|id| id.group == "bitnami.com" && id.kind == "SealedSecret");
    is_sops || sealed
}

/// Returns the object of an encrypted document.
fn encrypted(
    context: &Context,
    manifest: &Manifest,
    root: Node,
    mut bytes: String,
) -> Option<Object> {
    let mut object = identified(context, manifest, root)?;
    let namespaced = is_namespaced(&object.id).unwrap_or(true);
    if namespaced && object.id.namespace.is_empty() {
        let message = format!("the encrypted {} states no namespace", object.id);
        let finding = Diagnostic::new(Code::RawNamespace, message)
            .at(object.span)
            .note("its bytes are copied as they are: adding the namespace here would break its signature")
            .help("add `metadata.namespace` and encrypt it again");
        context.session.report(finding);
    }
    if !bytes.ends_with('\n') {
        bytes.push('\n');
    }
    object.verbatim = Some(bytes.into());
    Some(object)
}

/// Returns the object of any other document.
fn plain(context: &Context, manifest: &Manifest, node: Node) -> Option<Object> {
    let mut object = identified(context, manifest, node)?;
    let stated = object.node.at(&["metadata", "namespace"]).cloned();
    match (is_namespaced(&object.id), stated, manifest.namespace) {
        (Some(false), Some(stated), _) => {
            let message = format!(
                "a {} belongs to the whole cluster, it has no namespace",
                object.id.kind
            );
            let finding = Diagnostic::new(Code::RawNamespace, message)
                .at(stated.span())
                .on(&object.id)
                .help("remove `metadata.namespace`");
            context.session.report(finding);
        }
        (Some(true), None, Some(namespace)) => {
            let namespace = namespace.derive(namespace.value.clone(), &defaults::RAW_NAMESPACE);
            set_namespace(&mut object, namespace);
        }
        (Some(true), None, None) => {
            let message = format!(
                "the {} `{}` states no namespace",
                object.id.kind, object.id.name
            );
            let finding = Diagnostic::new(Code::RawNamespace, message)
                .at(object.span)
                .help("add `metadata.namespace`, or name the file in `raw` of a component, whose namespace it then gets");
            context.session.report(finding);
        }
        // Whether a kind that is not known here has a namespace, its CRD says; what is written stays.
        _ => {}
    }
    Some(object)
}

/// Returns the object that a document is, or reports why it is none.
fn identified(context: &Context, manifest: &Manifest, node: Node) -> Option<Object> {
    let report = |code: Code, message: String, help: &str| {
        let finding = Diagnostic::new(code, message).at(node.span()).help(help);
        context.session.report(finding);
    };
    let version = node.value_of("apiVersion").and_then(Node::as_str);
    if version.is_some_and(|version| version.starts_with("ekscompile.dev/")) {
        let message = "a spec stands among raw manifests".to_owned();
        report(
            Code::SpecInRaw,
            message,
            "name the file in `include` of the environment",
        );
        return None;
    }
    for (field, keys) in [
        ("apiVersion", &["apiVersion"][..]),
        ("kind", &["kind"]),
        ("metadata.name", &["metadata", "name"]),
    ] {
        if node.at(keys).and_then(Node::as_str).is_none() {
            let message = format!("a document without `{field}` is not a Kubernetes object");
            report(Code::NotAManifest, message, &format!("add `{field}`"));
            return None;
        }
    }
    let span = node.value_of("kind").and_then(Node::span);
    Object::new(node, manifest.owner, span)
}

/// Returns whether a kind lives in namespaces; nothing where it is not known.
fn is_namespaced(id: &ObjectId) -> Option<bool> {
    kind_of(&id.group, &id.kind).map(|kind| kind.namespaced)
}

/// Puts the namespace behind the name.
fn set_namespace(object: &mut Object, namespace: Node) {
    object.id.namespace = namespace.to_text().unwrap_or_default();
    let Some(metadata) = object.node.get_mut("metadata") else {
        return;
    };
    let Value::Mapping(map) = &metadata.value else {
        return;
    };
    let mut placed = Mapping::new();
    for entry in map {
        placed.insert_entry(entry.clone());
        if entry.key.name == "name" {
            placed.insert_entry(Entry {
                key: Key {
                    name: "namespace".into(),
                    span: None,
                },
                value: namespace.clone(),
            });
        }
    }
    metadata.value = Value::Mapping(placed);
}

#[cfg(test)]
mod tests;
