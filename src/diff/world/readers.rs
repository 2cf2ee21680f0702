//! Which pods read which ConfigMaps and Secrets, and how: that decides when a running pod notices a change.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::read::items;
use crate::k8s::{Object, pod_spec};
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
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Reader<'a> {
    /// The workload.
    pub(in crate::diff) workload: &'a Object,
    /// How.
    pub(in crate::diff) way: Way,
    /// Whether pods start without it.
    pub(in crate::diff) is_optional: bool,
}

/// By kind, namespace and name: who reads it, in the order of the objects, each once.
#[derive(Default)]
pub(super) struct Readers<'a>(FxHashMap<(&'static str, &'a str, &'a str), Vec<Reader<'a>>>);

impl<'a> Readers<'a> {
    /// Adds what the pods of a workload read.
    pub(super) fn add(&mut self, workload: &'a Object) {
        let Some(spec) = pod_spec(workload) else {
            return;
        };
        for secret in items(spec.value_of("imagePullSecrets")) {
            // Pods start without it, as long as the node has the image or may pull it.
            self.read(workload, "Secret", secret.value_of("name"), Way::Pull, true);
        }
        for container in ["initContainers", "containers"]
            .into_iter()
            .flat_map(|list| items(spec.value_of(list)))
        {
            for source in items(container.value_of("envFrom")) {
                self.source(
                    workload,
                    source,
                    ["configMapRef", "secretRef"],
                    "name",
                    Way::Env,
                );
            }
            for variable in items(container.value_of("env")) {
                if let Some(from) = variable.value_of("valueFrom") {
                    self.source(
                        workload,
                        from,
                        ["configMapKeyRef", "secretKeyRef"],
                        "name",
                        Way::Env,
                    );
                }
            }
        }
        let single = single_files(spec);
        for volume in items(spec.value_of("volumes")) {
            let name = volume.value_of("name").and_then(Node::as_str);
            let way = match name.is_some_and(|name| single.contains(name)) {
                true => Way::SubPath,
                false => Way::Files,
            };
            self.source(workload, volume, ["configMap", ""], "name", way);
            self.source(workload, volume, ["", "secret"], "secretName", way);
            for source in items(volume.at(&["projected", "sources"])) {
                self.source(workload, source, ["configMap", "secret"], "name", way);
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

    /// Adds what a map names that has one field for ConfigMaps and one for Secrets.
    fn source(
        &mut self,
        workload: &'a Object,
        source: &'a Node,
        fields: [&str; 2],
        name: &str,
        way: Way,
    ) {
        for (kind, field) in ["ConfigMap", "Secret"].into_iter().zip(fields) {
            if let Some(reference) = source.value_of(field) {
                let optional = reference.value_of("optional").and_then(Node::as_bool);
                self.read(
                    workload,
                    kind,
                    reference.value_of(name),
                    way,
                    optional == Some(true),
                );
            }
        }
    }

    fn read(
        &mut self,
        workload: &'a Object,
        kind: &'static str,
        name: Option<&'a Node>,
        way: Way,
        is_optional: bool,
    ) {
        let Some(name) = name.and_then(Node::as_str) else {
            return;
        };
        let readers = self
            .0
            .entry((kind, workload.id.namespace.as_str(), name))
            .or_default();
        match readers
            .last_mut()
            .filter(|last| last.workload.id == workload.id)
        {
            // What is read in several ways is as stale as its stalest.
            Some(known) => {
                known.way = known.way.max(way);
                known.is_optional &= is_optional;
            }
            None => readers.push(Reader {
                workload,
                way,
                is_optional,
            }),
        }
    }
}

/// Returns the names of the volumes of which a container mounts a single file.
fn single_files(spec: &Node) -> FxHashSet<&str> {
    let containers = ["initContainers", "containers"]
        .into_iter()
        .flat_map(|list| items(spec.value_of(list)));
    let mounts = containers.flat_map(|container| items(container.value_of("volumeMounts")));
    let single = mounts.filter(|mount| mount.value_of("subPath").is_some());
    single
        .filter_map(|mount| mount.value_of("name")?.as_str())
        .collect()
}
