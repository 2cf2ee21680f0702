//! Every Secret that will be there, whoever makes it, with the keys it will have.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::findings::{items, text};
use super::operators::secrets_of;
use crate::k8s::Object;
use crate::yaml::Node;

/// The keys of a Secret.
#[derive(Debug)]
pub(super) enum Keys<'a> {
    /// Not known before it is made.
    Any,
    /// These.
    Some(FxHashSet<&'a str>),
}

impl Keys<'_> {
    /// Returns whether the key will be there.
    pub(super) fn has(&self, key: &str) -> bool {
        match self {
            Keys::Any => true,
            Keys::Some(keys) => keys.contains(key),
        }
    }
}

type ByName<'a> = BTreeMap<Cow<'a, str>, Keys<'a>>;

/// Secrets by namespace and name.
pub(super) struct Secrets<'a> {
    by_namespace: FxHashMap<&'a str, ByName<'a>>,
    // In which namespaces these will be is decided in the cluster, so they count for each.
    everywhere: ByName<'a>,
    /// Those that other objects make.
    beside: Option<Arc<Secrets<'a>>>,
}

impl<'a> Secrets<'a> {
    pub(super) fn new(objects: &'a [Object], beside: Option<Arc<Secrets<'a>>>) -> Self {
        let mut secrets = Secrets {
            by_namespace: FxHashMap::default(),
            everywhere: BTreeMap::new(),
            beside,
        };
        for object in objects {
            secrets.read(object);
        }
        secrets
    }

    /// Returns the keys of a Secret.
    pub(super) fn get(&self, namespace: &str, name: &str) -> Option<&Keys<'a>> {
        self.layers().find_map(|layer| {
            let named = layer.by_namespace.get(namespace);
            let named = named.and_then(|named| named.get(name));
            named.or_else(|| layer.everywhere.get(name))
        })
    }

    /// Returns the first namespace, by name, that has a Secret of this name.
    pub(super) fn namespace_with(&self, name: &str) -> Option<&'a str> {
        let all = self.layers().flat_map(|layer| &layer.by_namespace);
        let having = all.filter(|(_, names)| names.contains_key(name));
        having.map(|(namespace, _)| *namespace).min()
    }

    /// Returns the names of the Secrets of a namespace.
    pub(super) fn names<'s>(&'s self, namespace: &str) -> impl Iterator<Item = &'s str> {
        let names = self
            .layers()
            .filter_map(move |layer| layer.by_namespace.get(namespace));
        names.flat_map(|names| names.keys().map(AsRef::as_ref))
    }

    fn layers(&self) -> impl Iterator<Item = &Secrets<'a>> {
        std::iter::once(self).chain(self.beside.as_deref())
    }

    /// Reads what an object will make.
    fn read(&mut self, object: &'a Object) {
        let node = &object.node;
        let own = object.id.name.as_str();
        match (object.id.group.as_str(), object.id.kind.as_str()) {
            ("", "Secret") => {
                // One without data is there to be filled by a controller: a token, the certificate of a webhook.
                let filled = node
                    .value_of("data")
                    .or(node.value_of("stringData"))
                    .is_none();
                let token = text(node, &["type"]) == Some("kubernetes.io/service-account-token");
                let keys = keys_of(node, &[&["data"], &["stringData"]]);
                self.add(object, own, if token || filled { Keys::Any } else { keys });
            }
            ("bitnami.com", "SealedSecret") => {
                let name = text(node, &["spec", "template", "metadata", "name"]);
                let paths: [&[&str]; 2] =
                    [&["spec", "encryptedData"], &["spec", "template", "data"]];
                self.add(object, name.unwrap_or(own), keys_of(node, &paths));
            }
            ("external-secrets.io", "ExternalSecret")
                if text(node, &["spec", "target", "creationPolicy"]) != Some("None") =>
            {
                let name = text(node, &["spec", "target", "name"]);
                let keys = node.value_of("spec").map_or(Keys::Any, external_keys);
                self.add(object, name.unwrap_or(own), keys);
            }
            ("external-secrets.io", "ClusterExternalSecret") => {
                if let Some(spec) = node.at(&["spec", "externalSecretSpec"]) {
                    let name = text(spec, &["target", "name"]);
                    let name = name
                        .or(text(node, &["spec", "externalSecretName"]))
                        .unwrap_or(own);
                    self.everywhere.insert(name.into(), external_keys(spec));
                }
            }
            ("trust.cert-manager.io", "Bundle")
                if node.at(&["spec", "target", "secret"]).is_some() =>
            {
                self.everywhere.insert(own.into(), Keys::Any);
            }
            ("networking.k8s.io", "Ingress") if has_issuer(node) => {
                for tls in node
                    .value_of("spec")
                    .map_or(&[][..], |spec| items(spec, "tls"))
                {
                    if let Some(name) = text(tls, &["secretName"]) {
                        self.add(object, name, certificate_keys());
                    }
                }
            }
            ("gateway.networking.k8s.io", "Gateway") if has_issuer(node) => {
                let listeners = node
                    .value_of("spec")
                    .map_or(&[][..], |spec| items(spec, "listeners"));
                let tls = listeners
                    .iter()
                    .filter_map(|listener| listener.value_of("tls"));
                for reference in tls.flat_map(|tls| items(tls, "certificateRefs")) {
                    if let Some(name) = text(reference, &["name"]) {
                        self.add(object, name, certificate_keys());
                    }
                }
            }
            ("onepassword.com", "OnePasswordItem") => self.add(object, own, Keys::Any),
            ("cert-manager.io", "Certificate") => {
                if let Some(name) = text(node, &["spec", "secretName"]) {
                    let more = ["keystores", "additionalOutputFormats"];
                    let spec = node.value_of("spec");
                    let any = more
                        .iter()
                        .any(|key| spec.is_some_and(|spec| spec.value_of(key).is_some()));
                    self.add(
                        object,
                        name,
                        if any { Keys::Any } else { certificate_keys() },
                    );
                }
            }
            ("secrets-store.csi.x-k8s.io", "SecretProviderClass") => {
                let spec = node.value_of("spec");
                for made in spec
                    .map(|spec| items(spec, "secretObjects"))
                    .unwrap_or_default()
                {
                    let keys = items(made, "data")
                        .iter()
                        .filter_map(|entry| text(entry, &["key"]));
                    if let Some(name) = text(made, &["secretName"]) {
                        self.add(object, name, Keys::Some(keys.collect()));
                    }
                }
            }
            ("secrets.hashicorp.com", _) => {
                if let Some(name) = text(node, &["spec", "destination", "name"]) {
                    self.add(object, name, Keys::Any);
                }
            }
            (group, kind) => {
                for name in secrets_of(group, kind, own) {
                    self.add(object, name, Keys::Any);
                }
            }
        }
    }

    fn add(&mut self, object: &'a Object, name: impl Into<Cow<'a, str>>, keys: Keys<'a>) {
        let there = self
            .by_namespace
            .entry(object.id.namespace.as_str())
            .or_default()
            .entry(name.into())
            .or_insert_with(|| Keys::Some(FxHashSet::default()));
        match (there, keys) {
            (Keys::Some(there), Keys::Some(keys)) => there.extend(keys),
            (there, _) => *there = Keys::Any,
        }
    }
}

fn certificate_keys<'a>() -> Keys<'a> {
    Keys::Some(FxHashSet::from_iter(["tls.crt", "tls.key", "ca.crt"]))
}

/// Returns whether cert-manager makes the certificates that an Ingress or Gateway names.
fn has_issuer(node: &Node) -> bool {
    let annotations = node.at(&["metadata", "annotations"]);
    let keys = [
        "cert-manager.io/cluster-issuer",
        "cert-manager.io/issuer",
        "kubernetes.io/tls-acme",
    ];
    keys.iter()
        .any(|key| annotations.is_some_and(|annotations| annotations.value_of(key).is_some()))
}

fn keys_of<'a>(node: &'a Node, paths: &[&[&str]]) -> Keys<'a> {
    let maps = paths.iter().filter_map(|path| node.at(path)?.as_map());
    Keys::Some(maps.flat_map(|map| map.keys()).collect())
}

/// What the External Secrets Operator puts into a Secret: the template's keys if there is one that replaces, else those
/// of `data`; `dataFrom` brings whatever the store holds.
fn external_keys(spec: &Node) -> Keys<'_> {
    let template = spec.at(&["target", "template"]);
    if let Some(template) = template {
        let merges = text(template, &["mergePolicy"]) == Some("Merge");
        if template.value_of("templateFrom").is_some() {
            return Keys::Any;
        }
        if template.value_of("data").is_some() && !merges {
            return keys_of(template, &[&["data"]]);
        }
    }
    if !items(spec, "dataFrom").is_empty() {
        return Keys::Any;
    }
    let mut keys: FxHashSet<&str> = items(spec, "data")
        .iter()
        .filter_map(|entry| text(entry, &["secretKey"]))
        .collect();
    let more = template.and_then(|template| template.value_of("data")?.as_map());
    keys.extend(more.into_iter().flat_map(|map| map.keys()));
    Keys::Some(keys)
}
