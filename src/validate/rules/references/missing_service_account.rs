//! EK0607: a pod runs as a ServiceAccount that nobody makes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, within};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        if let Some(name) = pod.spec.value_of("serviceAccountName") {
            one(tree, pod.object, name, &pod.object.id.namespace, findings);
        }
    }
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for binding in tree.of_kind(kind) {
            for subject in items(&binding.node, "subjects") {
                let said = |key| subject.value_of(key).and_then(Node::as_str);
                let namespace = said("namespace").unwrap_or(&binding.id.namespace);
                if let (Some("ServiceAccount"), Some(name)) =
                    (said("kind"), subject.value_of("name"))
                {
                    one(tree, binding, name, namespace, findings);
                }
            }
        }
    }
}

fn one(tree: &Tree<'_>, object: &Object, node: &Node, namespace: &str, findings: &mut Findings) {
    // Every namespace has `default`.
    let Some(name) = node.as_str().filter(|name| *name != "default") else {
        return;
    };
    if tree.exists("", "ServiceAccount", namespace, name) {
        return;
    }
    let near = findings.near(
        name,
        tree.names("ServiceAccount", namespace).iter().copied(),
    );
    findings.push(
        about(
            Code::MissingServiceAccount,
            object,
            node,
            format!("there is no ServiceAccount `{name}`{}", within(namespace)),
        )
        .help(near.unwrap_or_else(|| tree.add_or_declare("ServiceAccount", namespace, name))),
    );
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
