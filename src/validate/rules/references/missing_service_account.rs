//! EK0607: a pod runs as a ServiceAccount that nobody makes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Custom resources whose pods run as the ServiceAccount that `spec.serviceAccountName` names.
const OPERATED: [&str; 5] = [
    "Alertmanager",
    "Prometheus",
    "PrometheusAgent",
    "ThanosRuler",
    "Workflow",
];

/// What the user name of a ServiceAccount starts with.
const USER: &str = "system:serviceaccount:";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        let fields = ["serviceAccountName", "serviceAccount"];
        if let Some(name) = fields.iter().find_map(|field| pod.spec.value_of(field)) {
            one(tree, pod.object, name, &pod.object.id.namespace, findings);
        }
    }
    for object in OPERATED.iter().flat_map(|kind| tree.of_kind(kind)) {
        if let Some(name) = object.node.at(&["spec", "serviceAccountName"]) {
            one(tree, object, name, &object.id.namespace, findings);
        }
    }
    for binding in ["RoleBinding", "ClusterRoleBinding"]
        .iter()
        .flat_map(|kind| tree.of_kind(kind))
    {
        for subject in items(&binding.node, "subjects") {
            let Some(name) = subject.value_of("name") else {
                continue;
            };
            match text(subject, &["kind"]) {
                Some("ServiceAccount") => {
                    let namespace = text(subject, &["namespace"]).unwrap_or(&binding.id.namespace);
                    one(tree, binding, name, namespace, findings);
                }
                Some("User") => user(tree, binding, name, findings),
                _ => {}
            }
        }
    }
}

fn one(tree: &Tree<'_>, object: &Object, node: &Node, namespace: &str, findings: &mut Findings) {
    let name = Name {
        object,
        node,
        group: "",
        kind: "ServiceAccount",
        namespace,
    };
    demand(tree, findings, Code::MissingServiceAccount, name);
}

/// A ServiceAccount by the name that the API server gives it as a user.
fn user(tree: &Tree<'_>, object: &Object, node: &Node, findings: &mut Findings) {
    let account = node.as_str().and_then(|name| name.strip_prefix(USER));
    let Some((namespace, name)) = account.and_then(|account| account.split_once(':')) else {
        return;
    };
    if !tree.exists("", "ServiceAccount", namespace, name) {
        let near = findings.near(name, tree.names("ServiceAccount", namespace));
        let message = format!("there is no ServiceAccount `{name}` in the namespace `{namespace}`");
        findings.push(
            about(Code::MissingServiceAccount, object, node, message).help(
                near.unwrap_or_else(|| tree.add_or_declare("ServiceAccount", namespace, name)),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn the_account_must_be_there() {
        let pod = deployment("{}", r#"{"serviceAccountName": "api"}"#);
        let account = r#"{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "api", "namespace": "shop"}}"#;
        assert_eq!(found(Code::MissingServiceAccount, &[&pod]).len(), 1);
        assert_eq!(
            found(Code::MissingServiceAccount, &[&pod, account]).len(),
            0
        );
    }
}
