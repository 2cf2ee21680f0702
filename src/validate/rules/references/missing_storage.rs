//! EK0610: a claim or a storage class that nobody makes.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text, within};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let made = made_by_sets(tree);
    for claim in tree.of_kind("PersistentVolumeClaim") {
        class(
            tree,
            claim,
            claim.node.at(&["spec", "storageClassName"]),
            findings,
        );
    }
    for set in tree.of_kind("StatefulSet") {
        let spec = set.node.value_of("spec");
        for template in spec
            .map(|spec| items(spec, "volumeClaimTemplates"))
            .unwrap_or_default()
        {
            class(
                tree,
                set,
                template.at(&["spec", "storageClassName"]),
                findings,
            );
        }
    }
    for pod in tree.pods.iter() {
        for volume in items(pod.spec, "volumes") {
            let generic = volume.at(&[
                "ephemeral",
                "volumeClaimTemplate",
                "spec",
                "storageClassName",
            ]);
            class(tree, pod.object, generic, findings);
            let named = volume.at(&["persistentVolumeClaim", "claimName"]);
            let Some((node, name)) = named.and_then(|node| Some((node, node.as_str()?))) else {
                continue;
            };
            let namespace = pod.object.id.namespace.as_str();
            if tree.exists("", "PersistentVolumeClaim", namespace, name)
                || name.rsplit_once('-').is_some_and(|(head, ordinal)| {
                    ordinal.bytes().all(|byte| byte.is_ascii_digit())
                        && made.contains(&(namespace, head.to_owned()))
                })
            {
                continue;
            }
            let near = findings.near(
                name,
                tree.names("PersistentVolumeClaim", namespace)
                    .iter()
                    .copied(),
            );
            findings.push(
                about(
                    Code::MissingStorage,
                    pod.object,
                    node,
                    format!(
                        "there is no PersistentVolumeClaim `{name}`{}",
                        within(namespace)
                    ),
                )
                .help(near.unwrap_or_else(|| {
                    tree.add_or_declare("PersistentVolumeClaim", namespace, name)
                })),
            );
        }
    }
}

/// The claims that StatefulSets make, without the ordinal: `data-orders` of `data-orders-0`.
fn made_by_sets<'a>(tree: &Tree<'a>) -> BTreeSet<(&'a str, String)> {
    let mut made = BTreeSet::new();
    for set in tree.of_kind("StatefulSet") {
        let spec = set.node.value_of("spec");
        for template in spec
            .map(|spec| items(spec, "volumeClaimTemplates"))
            .unwrap_or_default()
        {
            if let Some(name) = text(template, &["metadata", "name"]) {
                made.insert((set.id.namespace.as_str(), format!("{name}-{}", set.id.name)));
            }
        }
    }
    made
}

fn class(tree: &Tree<'_>, object: &Object, node: Option<&Node>, findings: &mut Findings) {
    // An empty name asks for a volume that exists already.
    let named = node.and_then(|node| Some((node, node.as_str().filter(|name| !name.is_empty())?)));
    let Some((node, name)) = named else { return };
    if tree.exists("storage.k8s.io", "StorageClass", "", name) {
        return;
    }
    let near = findings.near(name, tree.names("StorageClass", "").iter().copied());
    findings.push(
        about(Code::MissingStorage, object, node, format!("there is no StorageClass `{name}`"))
            .help(near.unwrap_or_else(|| {
                format!("add it to `storageClasses` of a Platform, or declare `StorageClass/{name}` under `externals`")
            })),
    );
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn claims_and_classes_must_be_there() {
        let set = r#"{"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"storageClassName": "gp3"}}]}}"#;
        let class = r#"{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "gp3"}}"#;
        let using = |claim: &str| {
            deployment(
                "{}",
                &format!(
                    r#"{{"volumes": [{{"name": "v", "persistentVolumeClaim": {{"claimName": "{claim}"}}}}]}}"#
                ),
            )
        };
        assert_eq!(found(Code::MissingStorage, &[set]).len(), 1);
        assert_eq!(
            found(Code::MissingStorage, &[set, class, &using("data-orders-0")]).len(),
            0
        );
        assert_eq!(
            found(Code::MissingStorage, &[set, class, &using("other")]).len(),
            1
        );
    }
}
