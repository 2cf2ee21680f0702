//! EK0604: a namespace where none belongs, or none where one belongs.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::{Object, kind_of};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut defined: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for definition in tree.all_of_kind("CustomResourceDefinition") {
        let said = |keys: &[&str]| text(&definition.node, keys);
        if let (Some(group), Some(kind), Some(scope)) = (
            said(&["spec", "group"]),
            said(&["spec", "names", "kind"]),
            said(&["spec", "scope"]),
        ) {
            defined.insert((group, kind), scope == "Namespaced");
        }
    }
    for object in tree.objects {
        let key = (object.id.group.as_str(), object.id.kind.as_str());
        let known = || kind_of(key.0, key.1).map(|kind| kind.namespaced);
        let namespaced = defined.get(&key).copied().or_else(known);
        let Some(namespaced) = namespaced.or_else(|| served(tree, object)) else {
            // Nobody knows this kind.
            continue;
        };
        let stated = object.node.at(&["metadata", "namespace"]);
        match (namespaced, stated) {
            (false, Some(node)) => findings.push(nowhere(tree, object, node)),
            // Plain manifests may leave it to `kubectl --namespace`.
            (true, None) if tree.target.is_some() => findings.push(
                Diagnostic::new(
                    Code::WrongScope,
                    format!("`{}` needs a namespace", object.id),
                )
                .on(&object.id)
                .pointer("/metadata/namespace")
                .at(object.node.get("kind").and_then(Node::span).or(object.span))
                .help("add `metadata.namespace`"),
            ),
            _ => {}
        }
    }
}

/// Returns what a definition says that is not part of the tree.
fn served(tree: &Tree<'_>, object: &Object) -> Option<bool> {
    let api_version = text(&object.node, &["apiVersion"])?;
    let served = tree.schemas.find(api_version, &object.id.kind)?;
    Some(served.namespaced)
}

/// The API server drops the namespace, so of plain manifests it is a warning.
fn nowhere(tree: &Tree<'_>, object: &Object, node: &Node) -> Diagnostic {
    let kind = &object.id.kind;
    let message = format!("`{kind}` belongs to the whole cluster and has no namespace");
    let mut finding =
        about(Code::WrongScope, object, node, message).help("remove `metadata.namespace`");
    if tree.target.is_none() {
        finding.severity = Severity::Warning;
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn the_scope_comes_from_the_table_or_from_the_definition() {
        let object = |kind: &str, metadata: &str| {
            format!(r#"{{"apiVersion": "v1", "kind": "{kind}", "metadata": {metadata}}}"#)
        };
        let check = |object: &str| found(Code::WrongScope, &[object]).len();
        assert_eq!(
            check(&object("Namespace", r#"{"name": "a", "namespace": "b"}"#)),
            1
        );
        assert_eq!(check(&object("ConfigMap", r#"{"name": "a"}"#)), 1);
        assert_eq!(
            check(&object("ConfigMap", r#"{"name": "a", "namespace": "b"}"#)),
            0
        );
        let definition = r#"{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": "c.d"}, "spec": {"group": "d", "scope": "Namespaced", "names": {"kind": "C"}}}"#;
        let custom = r#"{"apiVersion": "d/v1", "kind": "C", "metadata": {"name": "a"}}"#;
        assert_eq!(found(Code::WrongScope, &[definition, custom]).len(), 1);
    }
}
