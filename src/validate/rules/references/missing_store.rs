//! EK0623: an ExternalSecret reads from a store that nobody makes.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

const GROUP: &str = "external-secrets.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for secret in tree.of_kind("ExternalSecret") {
        let Some(reference) = secret.node.at(&["spec", "secretStoreRef"]) else {
            continue;
        };
        let Some((node, name)) = reference
            .value_of("name")
            .and_then(|node| Some((node, node.as_str()?)))
        else {
            continue;
        };
        let store = text(reference, &["kind"]).unwrap_or("SecretStore");
        let namespace = if store == "ClusterSecretStore" {
            ""
        } else {
            secret.id.namespace.as_str()
        };
        if tree.exists(GROUP, store, namespace, name) {
            continue;
        }
        let near = findings.near(name, tree.names(store, namespace).iter().copied());
        let place = if namespace.is_empty() {
            String::new()
        } else {
            format!("{namespace}/")
        };
        findings.push(
                about(
                    Code::MissingSecretStore,
                    secret,
                    node,
                    format!("there is no {store} `{name}`"),
                )
                .help(near.unwrap_or_else(|| {
                    format!("add it to `secretStores` of a Platform, or declare `{store}/{place}{name}` under `externals`")
                })),
            );
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{found, found_in};

    #[test]
    fn the_store_must_be_there() {
        let secret = r#"{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
            "metadata": {"name": "a", "namespace": "shop"}, "spec": {"secretStoreRef": {"kind": "ClusterSecretStore", "name": "aws"}}}"#;
        let store = r#"{"apiVersion": "external-secrets.io/v1", "kind": "ClusterSecretStore", "metadata": {"name": "aws"}}"#;
        assert_eq!(found(Code::MissingSecretStore, &[secret]).len(), 1);
        assert_eq!(found(Code::MissingSecretStore, &[secret, store]).len(), 0);
        let environment = r#"{"externals": ["ClusterSecretStore/aws"]}"#;
        assert_eq!(
            found_in(environment, Code::MissingSecretStore, &[secret]).len(),
            0
        );
    }
}
