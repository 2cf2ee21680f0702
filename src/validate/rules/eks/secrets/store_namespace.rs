//! EK1396: a store takes its credentials from a namespace that it does not name, or may not.
//!
//! Source: external-secrets, `esutils`, `ValidateSecretSelector` ("namespace should either be empty or match the namespace of the SecretStore");
//! Guides, "Referent authentication".

use crate::diag::{Code, Severity};
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in ["ClusterSecretStore", "SecretStore"] {
        for store in tree
            .of_kind(kind)
            .iter()
            .filter(|store| store.id.group == "external-secrets.io")
        {
            if let Some(provider) = store.node.at(&["spec", "provider"]) {
                walk(store, provider, findings);
            }
        }
    }
}

/// Finds the references below `auth`: maps under keys that end in `Ref`.
fn walk(store: &Object, node: &Node, findings: &mut Findings) {
    match &node.value {
        Value::Mapping(map) => {
            for entry in map {
                if is_reference(&entry.key.name) && entry.value.value_of("name").is_some() {
                    judge(store, &entry.key.name, &entry.value, findings);
                } else {
                    walk(store, &entry.value, findings);
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| walk(store, item, findings)),
        _ => {}
    }
}

fn is_reference(key: &str) -> bool {
    key == "serviceAccountRef"
        || key.ends_with("SecretRef")
        || key == "secretRef"
        || key == "tokenSecretRef"
}

fn judge(store: &Object, key: &str, reference: &Node, findings: &mut Findings) {
    let named = reference.value_of("namespace");
    let cluster = store.id.kind == "ClusterSecretStore";
    let (severity, node, message, help) = match named {
        // Legal, and seldom meant.
        None if cluster => (
            Severity::Warning,
            reference,
            format!(
                "`{key}` of a ClusterSecretStore names no namespace: it is looked for in that of each ExternalSecret"
            ),
            "add `namespace`".to_owned(),
        ),
        Some(namespace)
            if !cluster
                && namespace.as_str() != Some(&store.id.namespace)
                && !store.id.namespace.is_empty() =>
        {
            (
                Severity::Error,
                namespace,
                format!("`{key}` of a SecretStore cannot be in another namespace"),
                "remove `namespace`, or make it a ClusterSecretStore".to_owned(),
            )
        }
        _ => return,
    };
    let mut finding = about(Code::StoreNamespace, store, node, message);
    finding.severity = severity;
    findings.push(finding.at(node.head()).help(help));
}
