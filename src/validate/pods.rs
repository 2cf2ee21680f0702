//! Every description of a pod, found by labels without looking at all of them.

use rustc_hash::FxHashMap;

use super::findings::{items, text};
use crate::k8s::{LabelSelector, Object, ObjectId, pod_template_path};
use crate::yaml::Node;

/// One description of a pod, the template of a workload or a Pod itself.
pub(super) struct Pod<'a> {
    /// The object that holds it.
    pub(super) object: &'a Object,
    /// Its labels.
    pub(super) labels: Option<&'a Node>,
    /// `metadata` and `spec`.
    pub(super) template: &'a Node,
    /// Its `spec`.
    pub(super) spec: &'a Node,
}

impl<'a> Pod<'a> {
    /// Returns every container: init containers, containers, ephemeral containers.
    pub(super) fn containers(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let spec = self.spec;
        ["initContainers", "containers", "ephemeralContainers"]
            .into_iter()
            .flat_map(move |list| items(spec, list))
    }

    /// Returns whether it says that it runs on Windows.
    pub(super) fn is_windows(&self) -> bool {
        text(self.spec, &["os", "name"]) == Some("windows")
    }

    /// Returns whether its users are not those of the node: `hostUsers: false`.
    pub(super) fn has_own_users(&self) -> bool {
        self.spec.value_of("hostUsers").and_then(Node::as_bool) == Some(false)
    }

    /// Returns the containers that run as long as the pod: containers, and init containers that are restarted always.
    pub(super) fn running(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let stays = |container: &&Node| {
            container.value_of("restartPolicy").and_then(Node::as_str) == Some("Always")
        };
        items(self.spec, "initContainers")
            .iter()
            .filter(stays)
            .chain(items(self.spec, "containers"))
    }
}

/// Returns the probes and lifecycle handlers of a container, each with the name of its field.
pub(super) fn handlers(container: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    let probes = ["startupProbe", "readinessProbe", "livenessProbe"]
        .into_iter()
        .filter_map(|field| Some((field, container.value_of(field)?)));
    let hooks = ["postStart", "preStop"]
        .into_iter()
        .filter_map(|field| Some((field, container.at(&["lifecycle", field])?)));
    probes.chain(hooks)
}

/// All of them.
pub(super) struct Pods<'a> {
    list: Vec<Pod<'a>>,
    by_object: FxHashMap<&'a ObjectId, usize>,
    by_namespace: FxHashMap<&'a str, Vec<usize>>,
    by_label: FxHashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
}

impl<'a> Pods<'a> {
    pub(super) fn new(objects: &'a [Object]) -> Self {
        let list: Vec<Pod> = objects.iter().filter_map(pod).collect();
        let mut pods = Pods {
            list: Vec::new(),
            by_object: FxHashMap::default(),
            by_namespace: FxHashMap::default(),
            by_label: FxHashMap::default(),
        };
        for (at, pod) in list.iter().enumerate() {
            let namespace = pod.object.id.namespace.as_str();
            pods.by_object.entry(&pod.object.id).or_insert(at);
            pods.by_namespace.entry(namespace).or_default().push(at);
            let labels = pod.labels.and_then(Node::as_map);
            for entry in labels.into_iter().flatten() {
                if let Some(value) = entry.value.as_str() {
                    pods.by_label
                        .entry((namespace, entry.key.name.as_str(), value))
                        .or_default()
                        .push(at);
                }
            }
        }
        pods.list = list;
        pods
    }

    /// Returns all, in the order of their objects.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Pod<'a>> {
        self.list.iter()
    }

    /// Returns the pod of an object.
    pub(super) fn of(&self, object: &Object) -> Option<&Pod<'a>> {
        self.by_object.get(&object.id).map(|at| &self.list[*at])
    }

    /// Returns the pods of a namespace that a selector matches.
    pub(super) fn matching<'s: 'q, 'q>(
        &'s self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'s Pod<'a>> + use<'s, 'q, 'a> {
        // The rarest of the labels that must be there narrows the search.
        let rarest = selector
            .equalities()
            .map(|(key, value)| {
                let found = self.by_label.get(&(namespace, key, value));
                found.map_or(&[][..], Vec::as_slice)
            })
            .min_by_key(|positions| positions.len());
        let positions =
            rarest.unwrap_or_else(|| self.by_namespace.get(namespace).map_or(&[], Vec::as_slice));
        positions
            .iter()
            .map(|at| &self.list[*at])
            .filter(|pod| selector.matches(pod.labels))
    }
}

fn pod(object: &Object) -> Option<Pod<'_>> {
    let path = pod_template_path(&object.id.group, &object.id.kind)?;
    let template = object.node.at(path)?;
    Some(Pod {
        object,
        labels: template.at(&["metadata", "labels"]),
        template,
        spec: template.value_of("spec")?,
    })
}
