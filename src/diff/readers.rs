//! Which pods read which ConfigMaps and Secrets, and how: that decides when a running pod notices a change.

use rustc_hash::FxHashMap;

use super::world::pod_template;
use crate::k8s::Object;
use crate::yaml::Node;

/// How pods read a ConfigMap or a Secret; what notices a change least stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
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
pub(super) struct Reader<'a> {
    /// The workload.
    pub(super) workload: &'a Object,
    /// How.
    pub(super) way: Way,
    /// Whether pods start without it.
    pub(super) is_optional: bool,
}

/// By kind, namespace and name: who reads it, in the order of the objects, each once.
#[derive(Default)]
pub(super) struct Readers<'a>(FxHashMap<(&'static str, &'a str, &'a str), Vec<Reader<'a>>>);

impl<'a> Readers<'a> {
    /// Adds what the pods of a workload read.
    pub(super) fn add(&mut self, workload: &'a Object) {
        let Some(spec) = pod_template(workload).and_then(|template| template.value_of("spec"))
        else {
            return;
        };
        for secret in items(spec, "imagePullSecrets") {
            // Pods start without it, as long as the node has the image or may pull it.
            self.read(workload, "Secret", secret.value_of("name"), Way::Pull, true);
        }
        for container in ["initContainers", "containers"]
            .into_iter()
            .flat_map(|list| items(spec, list))
        {
            for source in items(container, "envFrom") {
                self.source(
                    workload,
                    source,
                    ["configMapRef", "secretRef"],
                    "name",
                    Way::Env,
                );
            }
            for variable in items(container, "env") {
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
        for volume in items(spec, "volumes") {
            let way = way_of(spec, volume);
            self.source(workload, volume, ["configMap", ""], "name", way);
            self.source(workload, volume, ["", "secret"], "secretName", way);
            let sources = volume.at(&["projected", "sources"]).and_then(Node::as_list);
            for source in sources.unwrap_or_default() {
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

/// Returns how the files of a volume get into containers.
fn way_of(spec: &Node, volume: &Node) -> Way {
    let name = volume.value_of("name");
    let mut containers = ["initContainers", "containers"]
        .into_iter()
        .flat_map(|list| items(spec, list));
    let by_path =
        |mount: &Node| mount.value_of("name") == name && mount.value_of("subPath").is_some();
    let is_single =
        containers.any(|container| items(container, "volumeMounts").iter().any(by_path));
    if is_single { Way::SubPath } else { Way::Files }
}

fn items<'n>(node: &'n Node, list: &str) -> &'n [Node] {
    node.value_of(list)
        .and_then(Node::as_list)
        .unwrap_or_default()
}
