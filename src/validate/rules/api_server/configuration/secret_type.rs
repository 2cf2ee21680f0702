//! EK1180: Secrets without what their type needs. After `ValidateSecret` of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Node, base64};

const ACCOUNT: &str = "kubernetes.io/service-account.name";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for secret in tree.of("", "Secret") {
        let Some(kind) = text(&secret.node, &["type"]) else {
            continue;
        };
        let mut judge = Judge::new(Code::SecretType, secret, findings);
        let mut needs = |key: &str| {
            let found = value(secret, key);
            if found.is_none() {
                missing(secret, kind, &format!("the key `{key}`"), &mut judge);
            }
            found
        };
        match kind {
            "kubernetes.io/tls" => {
                needs("tls.crt");
                needs("tls.key");
            }
            "kubernetes.io/dockerconfigjson" => {
                let found = needs(".dockerconfigjson");
                json(found, &mut judge);
            }
            "kubernetes.io/dockercfg" => {
                let found = needs(".dockercfg");
                json(found, &mut judge);
            }
            "kubernetes.io/ssh-auth" => {
                if let Some((node, _)) = needs("ssh-privatekey")
                    .filter(|(node, _)| node.is_null() || node.as_str() == Some(""))
                {
                    judge.says(node, "the private key is empty");
                }
            }
            "kubernetes.io/basic-auth"
                if value(secret, "username")
                    .or(value(secret, "password"))
                    .is_none() =>
            {
                missing(secret, kind, "the key `username` or `password`", &mut judge);
            }
            "kubernetes.io/service-account-token" => {
                let name = secret.node.at(&["metadata", "annotations", ACCOUNT]);
                if name.and_then(Node::as_str).is_none_or(str::is_empty) {
                    missing(
                        secret,
                        kind,
                        &format!("the annotation `{ACCOUNT}`"),
                        &mut judge,
                    );
                }
            }
            _ => {}
        }
    }
}

fn missing(secret: &Object, kind: &str, what: &str, judge: &mut Judge<'_, '_>) {
    let node = secret.node.value_of("type").unwrap_or(&secret.node);
    judge.says(node, format!("a Secret of type `{kind}` needs {what}"));
}

/// Returns a value, and whether it is written in base64: `stringData` goes first.
fn value<'s>(secret: &'s Object, key: &str) -> Option<(&'s Node, bool)> {
    // A key without a value is a key.
    let of = |field: &str| secret.node.value_of(field)?.get(key);
    of("stringData")
        .map(|node| (node, false))
        .or(of("data").map(|node| (node, true)))
}

fn json(found: Option<(&Node, bool)>, judge: &mut Judge<'_, '_>) {
    let Some((node, encoded)) = found else { return };
    // Null is an empty value, which is no JSON.
    let text = if node.is_null() {
        ""
    } else {
        node.as_str().unwrap_or("null")
    };
    let bytes = if encoded {
        base64(text)
    } else {
        Some(text.as_bytes().to_vec())
    };
    // What is no base64 is reported as such.
    let Some(bytes) = bytes else { return };
    let content: Result<serde_json::Value, _> = serde_json::from_slice(&bytes);
    if !content.is_ok_and(|content| content.is_object() || content.is_null()) {
        judge.says(node, "the value is no JSON object");
    }
}
