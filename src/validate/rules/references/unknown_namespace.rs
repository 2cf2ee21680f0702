//! EK0605: a namespace that nobody makes.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut missing: BTreeMap<&str, (&Object, usize)> = BTreeMap::new();
    for object in tree.objects {
        let namespace = object.id.namespace.as_str();
        if namespace.is_empty() {
            continue;
        }
        if let Some((_, others)) = missing.get_mut(namespace) {
            *others += 1;
        } else if !tree.exists("", "Namespace", "", namespace) {
            missing.insert(namespace, (object, 0));
        }
    }
    for (namespace, (object, others)) in missing {
        let Some(node) = object.node.at(&["metadata", "namespace"]) else {
            continue;
        };
        let near = findings.near(namespace, tree.names("Namespace", ""));
        let declare = format!(
            "add `{namespace}` to `namespaces` of a Platform, or `Namespace/{namespace}` to `externals`"
        );
        let finding = about(
            Code::UnknownNamespace,
            object,
            node,
            format!("nobody makes the namespace `{namespace}`"),
        )
        .help(near.unwrap_or(declare));
        findings.push(match others {
            0 => finding,
            others => finding.note(format!("{others} more objects are in it")),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{found, found_in};

    #[test]
    fn a_namespace_is_an_object_or_declared() {
        let object = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}}"#;
        let namespace =
            r#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}"#;
        assert_eq!(found(Code::UnknownNamespace, &[object, object]).len(), 1);
        assert_eq!(found(Code::UnknownNamespace, &[object, namespace]).len(), 0);
        let environment = r#"{"externals": ["Namespace/shop"]}"#;
        assert_eq!(
            found_in(environment, Code::UnknownNamespace, &[object]).len(),
            0
        );
    }
}
