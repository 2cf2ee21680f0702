//! EK0610: a claim or a storage class that nobody makes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, items, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const STORAGE: &str = "storage.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for claim in tree.of_kind("PersistentVolumeClaim") {
        classes(tree, claim, claim.node.value_of("spec"), findings);
    }
    for set in tree.of_kind("StatefulSet") {
        for template in templates(set) {
            classes(tree, set, template.value_of("spec"), findings);
        }
    }
    for pod in tree.pods.iter() {
        for volume in items(pod.spec, "volumes") {
            let generic = volume.at(&["ephemeral", "volumeClaimTemplate", "spec"]);
            classes(tree, pod.object, generic, findings);
            if let Some(node) = volume.at(&["persistentVolumeClaim", "claimName"]) {
                demand_claim(tree, findings, Code::MissingStorage, pod.object, node);
            }
        }
    }
}

/// Demands that a claim is there, or made by a StatefulSet.
pub(super) fn demand_claim(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    object: &Object,
    node: &Node,
) {
    let namespace = object.id.namespace.as_str();
    if node
        .as_str()
        .is_none_or(|name| is_made_by_a_set(tree, namespace, name))
    {
        return;
    }
    let name = Name {
        object,
        node,
        group: "",
        kind: "PersistentVolumeClaim",
        namespace,
    };
    demand(tree, findings, code, name);
}

/// Returns whether a StatefulSet makes a claim: `data-orders-0` of the template `data` of the set `orders`.
fn is_made_by_a_set(tree: &Tree<'_>, namespace: &str, claim: &str) -> bool {
    let Some((head, ordinal)) = claim.rsplit_once('-') else {
        return false;
    };
    let is_ordinal = !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit());
    is_ordinal
        && head.match_indices('-').any(|(at, _)| {
            let set = tree.get("apps", "StatefulSet", namespace, &head[at + 1..]);
            let named =
                |template: &Node| text(template, &["metadata", "name"]) == Some(&head[..at]);
            set.is_some_and(|set| templates(set).iter().any(named))
        })
}

fn templates(set: &Object) -> &[Node] {
    let spec = set.node.value_of("spec");
    spec.map_or(&[], |spec| items(spec, "volumeClaimTemplates"))
}

fn classes(tree: &Tree<'_>, object: &Object, spec: Option<&Node>, findings: &mut Findings) {
    let Some(spec) = spec else { return };
    for (field, kind) in [
        ("storageClassName", "StorageClass"),
        ("volumeAttributesClassName", "VolumeAttributesClass"),
    ] {
        let Some(node) = spec.value_of(field) else {
            continue;
        };
        // A claim that names its volume binds to that. An empty class asks for one that exists already.
        if kind == "StorageClass" && spec.value_of("volumeName").is_some() {
            continue;
        }
        let name = Name {
            object,
            node,
            group: STORAGE,
            kind,
            namespace: "",
        };
        demand(tree, findings, Code::MissingStorage, name);
    }
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
