//! EK0623: an ExternalSecret reads from a store that nobody makes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, items, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "external-secrets.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for secret in tree.of_kind("ExternalSecret") {
        of_external(tree, secret, secret.node.value_of("spec"), findings);
    }
    for secret in tree.of_kind("ClusterExternalSecret") {
        of_external(
            tree,
            secret,
            secret.node.at(&["spec", "externalSecretSpec"]),
            findings,
        );
    }
    for push in tree.of_kind("PushSecret") {
        let spec = push.node.value_of("spec");
        for reference in spec.map_or(&[][..], |spec| items(spec, "secretStoreRefs")) {
            one(tree, push, reference, findings);
        }
    }
}

fn of_external(tree: &Tree<'_>, object: &Object, spec: Option<&Node>, findings: &mut Findings) {
    let Some(spec) = spec else { return };
    let sources = items(spec, "data").iter().chain(items(spec, "dataFrom"));
    let own = sources.filter_map(|source| source.at(&["sourceRef", "storeRef"]));
    for reference in spec.value_of("secretStoreRef").into_iter().chain(own) {
        one(tree, object, reference, findings);
    }
}

fn one(tree: &Tree<'_>, object: &Object, reference: &Node, findings: &mut Findings) {
    let Some(node) = reference.value_of("name") else {
        return;
    };
    let kind = text(reference, &["kind"]).unwrap_or("SecretStore");
    let namespace = match kind {
        "ClusterSecretStore" => "",
        // In which namespaces its ExternalSecrets will be is decided in the cluster.
        _ if object.id.kind == "ClusterExternalSecret" => return,
        _ => object.id.namespace.as_str(),
    };
    let name = Name {
        object,
        node,
        group: GROUP,
        kind,
        namespace,
    };
    demand(tree, findings, Code::MissingSecretStore, name);
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
