//! Which pods read which ConfigMaps and Secrets, and how: that decides when a running pod notices a change.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::read::{is_true, items, text};
use crate::k8s::{Object, containers, pod_spec};
use crate::yaml::Node;

/// How pods read a ConfigMap or a Secret; what notices a change least stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) enum Way {
    /// To pull images: with the next pull.
    Pull,
    /// As files, which change in a running pod about a minute later.
    Files,
    /// As one file by `subPath`, which never changes in a running pod.
    SubPath,
    /// As environment variables, which never change in a running pod.
    Env,
}

/// A workload whose pods read something.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Reader<'a> {
    /// The workload.
    pub(in crate::diff) workload: &'a Object,
    /// How.
    pub(in crate::diff) way: Way,
    /// Whether pods start without it.
    pub(in crate::diff) is_optional: bool,
    /// The keys that its pods name and cannot do without.
    pub(in crate::diff) needed: Vec<&'a str>,
}

/// A place at which pods read a ConfigMap or a Secret.
#[derive(Clone, Copy, Debug)]
struct Reading<'a> {
    kind: &'static str,
    name: &'a str,
    way: Way,
    is_optional: bool,
    /// What names it, and the keys that are read.
    reference: &'a Node,
}

/// By kind, namespace and name: who reads it, in the order of the objects, each once.
#[derive(Clone, Default)]
pub(super) struct Readers<'a>(FxHashMap<(&'static str, &'a str, &'a str), Vec<Reader<'a>>>);

impl<'a> Readers<'a> {
    /// Adds what the pods of a workload read.
    pub(super) fn add(&mut self, workload: &'a Object) {
        let namespace = workload.id.namespace.as_str();
        for reading in readings(workload) {
            let key = (reading.kind, namespace, reading.name);
            let needed = reading.keys().filter(|_| !reading.is_optional);
            let readers = self.0.entry(key).or_default();
            let last = readers.last_mut();
            match last.filter(|last| last.workload.id == workload.id) {
                // What is read in several ways is as stale as its stalest.
                Some(known) => {
                    known.way = known.way.max(reading.way);
                    known.is_optional &= reading.is_optional;
                    known.needed.extend(needed);
                }
                None => readers.push(Reader {
                    workload,
                    way: reading.way,
                    is_optional: reading.is_optional,
                    needed: needed.collect(),
                }),
            }
        }
    }

    /// Returns who reads a ConfigMap or a Secret.
    pub(super) fn of<'s>(
        &'s self,
        kind: &'static str,
        namespace: &'s str,
        name: &'s str,
    ) -> &'s [Reader<'s>] {
        self.0
            .get(&(kind, namespace, name))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

impl<'a> Reading<'a> {
    /// Reads a reference, whose field `field` has the name.
    fn of(kind: &'static str, reference: Option<&'a Node>, field: &str, way: Way) -> Option<Self> {
        let reference = reference?;
        Some(Reading {
            kind,
            name: text(Some(reference), &[field])?,
            way,
            // Pods start without a Secret to pull images with, as long as the node has the image or may pull it.
            is_optional: way == Way::Pull || is_true(reference.value_of("optional")),
            reference,
        })
    }

    /// Returns the keys that are named: of a variable the one, of files each that is listed.
    fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let listed = items(self.reference.value_of("items")).iter();
        let keys = std::iter::once(self.reference).chain(listed);
        keys.filter_map(|key| text(Some(key), &["key"]))
    }
}

/// Returns all that the pods of a workload read.
fn readings(workload: &Object) -> Vec<Reading<'_>> {
    let mut found = Vec::new();
    let Some(spec) = pod_spec(workload) else {
        return found;
    };
    for secret in items(spec.value_of("imagePullSecrets")) {
        found.extend(Reading::of("Secret", Some(secret), "name", Way::Pull));
    }
    for container in containers(spec) {
        for from in items(container.value_of("envFrom")) {
            found.extend(either(from, ["configMapRef", "secretRef"], Way::Env));
        }
        for variable in items(container.value_of("env")) {
            if let Some(from) = variable.value_of("valueFrom") {
                found.extend(either(from, ["configMapKeyRef", "secretKeyRef"], Way::Env));
            }
        }
    }
    let single = single_files(spec);
    for volume in items(spec.value_of("volumes")) {
        let name = text(Some(volume), &["name"]);
        let way = match name.is_some_and(|name| single.contains(name)) {
            true => Way::SubPath,
            false => Way::Files,
        };
        let (config, secret) = (volume.value_of("configMap"), volume.value_of("secret"));
        found.extend(Reading::of("ConfigMap", config, "name", way));
        found.extend(Reading::of("Secret", secret, "secretName", way));
        for source in items(volume.at(&["projected", "sources"])) {
            found.extend(either(source, ["configMap", "secret"], way));
        }
    }
    found
}

/// Returns what a map names that has one field for ConfigMaps and one for Secrets.
fn either<'a>(from: &'a Node, fields: [&str; 2], way: Way) -> impl Iterator<Item = Reading<'a>> {
    let [config, secret] = fields.map(|field| from.value_of(field));
    let config = Reading::of("ConfigMap", config, "name", way);
    config
        .into_iter()
        .chain(Reading::of("Secret", secret, "name", way))
}

/// Returns the names of the volumes of which a container mounts a single file.
fn single_files(spec: &Node) -> FxHashSet<&str> {
    let mounts = containers(spec).flat_map(|container| items(container.value_of("volumeMounts")));
    let single = mounts.filter(|mount| mount.value_of("subPath").is_some());
    single
        .filter_map(|mount| text(Some(mount), &["name"]))
        .collect()
}
