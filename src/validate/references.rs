//! Where objects name ConfigMaps and Secrets.

use super::findings::items;
use super::pods::Pod;
use super::tree::Tree;
use crate::k8s::Object;
use crate::yaml::Node;

/// The use of a ConfigMap or Secret.
pub(super) struct Reference<'a> {
    /// The object that uses it.
    pub(super) object: &'a Object,
    /// The name.
    pub(super) name: &'a Node,
    /// The keys that must be there.
    pub(super) keys: Vec<&'a Node>,
}

/// Calls `visit` with every use of a ConfigMap that is not optional.
pub(super) fn config_maps<'a>(tree: &Tree<'a>, visit: &mut dyn FnMut(Reference<'a>)) {
    for pod in tree.pods.iter() {
        in_pod(pod, &CONFIG_MAP, visit);
    }
}

/// Calls `visit` with every use of a Secret that is not optional.
pub(super) fn secrets<'a>(tree: &Tree<'a>, visit: &mut dyn FnMut(Reference<'a>)) {
    for pod in tree.pods.iter() {
        in_pod(pod, &SECRET, visit);
        whole(
            pod.object,
            items(pod.spec, "imagePullSecrets"),
            "name",
            visit,
        );
    }
    for ingress in tree.of_kind("Ingress") {
        if let Some(spec) = ingress.node.value_of("spec") {
            whole(ingress, items(spec, "tls"), "secretName", visit);
        }
    }
    for account in tree.of_kind("ServiceAccount") {
        whole(
            account,
            items(&account.node, "imagePullSecrets"),
            "name",
            visit,
        );
    }
    for kind in ["TriggerAuthentication", "ClusterTriggerAuthentication"] {
        for authentication in tree.of_kind(kind) {
            let Some(spec) = authentication.node.value_of("spec") else {
                continue;
            };
            for reference in items(spec, "secretTargetRef") {
                if kind == "TriggerAuthentication" {
                    one(authentication, reference, "name", "key", visit);
                }
            }
        }
    }
}

/// The words by which pods name a kind.
struct Words {
    key_ref: &'static str,
    env_from: &'static str,
    volume: &'static str,
    volume_name: &'static str,
}

const CONFIG_MAP: Words = Words {
    key_ref: "configMapKeyRef",
    env_from: "configMapRef",
    volume: "configMap",
    volume_name: "name",
};

const SECRET: Words = Words {
    key_ref: "secretKeyRef",
    env_from: "secretRef",
    volume: "secret",
    volume_name: "secretName",
};

fn in_pod<'a>(pod: &Pod<'a>, words: &Words, visit: &mut dyn FnMut(Reference<'a>)) {
    for container in pod.containers() {
        for variable in items(container, "env") {
            if let Some(reference) = variable.at(&["valueFrom", words.key_ref]) {
                one(pod.object, reference, "name", "key", visit);
            }
        }
        for source in items(container, "envFrom") {
            if let Some(reference) = source.value_of(words.env_from) {
                one(pod.object, reference, "name", "", visit);
            }
        }
    }
    for volume in items(pod.spec, "volumes") {
        if let Some(source) = volume.value_of(words.volume) {
            with_items(pod.object, source, words.volume_name, visit);
        }
        if let Some(projected) = volume.value_of("projected") {
            for source in items(projected, "sources") {
                // A projected Secret is named by `name`, unlike a Secret volume.
                if let Some(source) = source.value_of(words.volume) {
                    with_items(pod.object, source, "name", visit);
                }
            }
        }
    }
}

fn one<'a>(
    object: &'a Object,
    reference: &'a Node,
    name: &str,
    key: &str,
    visit: &mut dyn FnMut(Reference<'a>),
) {
    if is_optional(reference) {
        return;
    }
    if let Some(name) = reference.value_of(name) {
        visit(Reference {
            object,
            name,
            keys: reference.value_of(key).into_iter().collect(),
        });
    }
}

fn with_items<'a>(
    object: &'a Object,
    source: &'a Node,
    name: &str,
    visit: &mut dyn FnMut(Reference<'a>),
) {
    if is_optional(source) {
        return;
    }
    if let Some(name) = source.value_of(name) {
        let keys = items(source, "items")
            .iter()
            .filter_map(|item| item.value_of("key"));
        visit(Reference {
            object,
            name,
            keys: keys.collect(),
        });
    }
}

fn whole<'a>(
    object: &'a Object,
    references: &'a [Node],
    name: &str,
    visit: &mut dyn FnMut(Reference<'a>),
) {
    for reference in references {
        one(object, reference, name, "", visit);
    }
}

fn is_optional(reference: &Node) -> bool {
    reference.value_of("optional").and_then(Node::as_bool) == Some(true)
}
