//! Where objects name ConfigMaps and Secrets.

use super::findings::{items, text};
use super::pods::Pod;
use super::tree::Tree;
use crate::k8s::Object;
use crate::yaml::Node;

/// The use of a ConfigMap or Secret.
pub(super) struct Reference<'a> {
    /// The object that uses it.
    pub(super) object: &'a Object,
    /// The namespace it must be in.
    pub(super) namespace: &'a str,
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
    values_from(tree, "ConfigMap", visit);
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
        for volume in items(pod.spec, "volumes") {
            if let Some(reference) = volume.at(&["csi", "nodePublishSecretRef"]) {
                one(pod.object, reference, "name", "", visit);
            }
        }
    }
    values_from(tree, "Secret", visit);
    of_listeners(tree, visit);
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

/// Returns the certificates of the listeners of Gateways, which may be in other namespaces.
fn of_listeners<'a>(tree: &Tree<'a>, visit: &mut dyn FnMut(Reference<'a>)) {
    for gateway in tree.of_kind("Gateway") {
        let spec = gateway.node.value_of("spec");
        let listeners = spec.map_or(&[][..], |spec| items(spec, "listeners")).iter();
        let tls = listeners.filter_map(|listener| listener.value_of("tls"));
        for reference in tls.flat_map(|tls| items(tls, "certificateRefs")) {
            let is_secret = text(reference, &["kind"]).is_none_or(|kind| kind == "Secret");
            if let Some(name) = reference.value_of("name").filter(|_| is_secret) {
                let namespace = text(reference, &["namespace"]);
                visit(Reference {
                    object: gateway,
                    namespace: namespace.unwrap_or(gateway.id.namespace.as_str()),
                    name,
                    keys: Vec::new(),
                });
            }
        }
    }
}

/// Values of Flux' HelmReleases.
fn values_from<'a>(tree: &Tree<'a>, kind: &str, visit: &mut dyn FnMut(Reference<'a>)) {
    for release in tree.of_kind("HelmRelease") {
        let spec = release.node.value_of("spec");
        for source in spec.map_or(&[][..], |spec| items(spec, "valuesFrom")) {
            if text(source, &["kind"]) == Some(kind) {
                one(release, source, "name", "valuesKey", visit);
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
            namespace: object.id.namespace.as_str(),
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
            namespace: object.id.namespace.as_str(),
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
