//! Every Secret that will be there, whoever makes it, with the keys it will have.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::findings::{items, text};
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

/// Secrets by namespace and name.
pub(super) struct Secrets<'a> {
    by_namespace: FxHashMap<&'a str, BTreeMap<&'a str, Keys<'a>>>,
}

impl<'a> Secrets<'a> {
    pub(super) fn new(objects: &'a [Object]) -> Self {
        let mut secrets = Secrets {
            by_namespace: FxHashMap::default(),
        };
        for object in objects {
            secrets.read(object);
        }
        secrets
    }

    /// Returns the keys of a Secret.
    pub(super) fn get(&self, namespace: &str, name: &str) -> Option<&Keys<'a>> {
        self.by_namespace.get(namespace)?.get(name)
    }

    /// Returns the names of the Secrets of a namespace, sorted.
    pub(super) fn names<'s>(&'s self, namespace: &str) -> impl Iterator<Item = &'s str> {
        let names = self.by_namespace.get(namespace).into_iter();
        names.flat_map(|names| names.keys().copied())
    }

    /// Reads what an object will make.
    fn read(&mut self, object: &'a Object) {
        let node = &object.node;
        let own = object.id.name.as_str();
        match (object.id.group.as_str(), object.id.kind.as_str()) {
            ("", "Secret") => {
                let token = text(node, &["type"]) == Some("kubernetes.io/service-account-token");
                let keys = keys_of(node, &[&["data"], &["stringData"]]);
                self.add(object, own, if token { Keys::Any } else { keys });
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
                self.add(object, name.unwrap_or(own), external_keys(node));
            }
            ("cert-manager.io", "Certificate") => {
                if let Some(name) = text(node, &["spec", "secretName"]) {
                    let more = ["keystores", "additionalOutputFormats"];
                    let spec = node.value_of("spec");
                    let any = more
                        .iter()
                        .any(|key| spec.is_some_and(|spec| spec.value_of(key).is_some()));
                    let keys = FxHashSet::from_iter(["tls.crt", "tls.key", "ca.crt"]);
                    self.add(object, name, if any { Keys::Any } else { Keys::Some(keys) });
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
            _ => {}
        }
    }

    fn add(&mut self, object: &'a Object, name: &'a str, keys: Keys<'a>) {
        let there = self
            .by_namespace
            .entry(object.id.namespace.as_str())
            .or_default()
            .entry(name)
            .or_insert_with(|| Keys::Some(FxHashSet::default()));
        match (there, keys) {
            (Keys::Some(there), Keys::Some(keys)) => there.extend(keys),
            (there, _) => *there = Keys::Any,
        }
    }
}

fn keys_of<'a>(node: &'a Node, paths: &[&[&str]]) -> Keys<'a> {
    let maps = paths.iter().filter_map(|path| node.at(path)?.as_map());
    Keys::Some(maps.flat_map(|map| map.keys()).collect())
}

/// What the External Secrets Operator puts into a Secret: the template's keys if there is one that replaces, else those
/// of `data`; `dataFrom` brings whatever the store holds.
fn external_keys(node: &Node) -> Keys<'_> {
    let Some(spec) = node.value_of("spec") else {
        return Keys::Any;
    };
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
