//! Every description of a pod, found by labels without looking at all of them.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::findings::{items, text};
use crate::k8s::LabelIndex;
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

    /// Returns the image of each container that has one, as the container, the node and its text.
    pub(super) fn images(&self) -> impl Iterator<Item = (&'a Node, &'a Node, &'a str)> + use<'a> {
        self.containers().filter_map(|container| {
            let node = container.value_of("image")?;
            Some((container, node, node.as_str()?))
        })
    }

    /// Returns whether it has the network of its node.
    pub(super) fn is_on_host_network(&self) -> bool {
        self.spec.value_of("hostNetwork").and_then(Node::as_bool) == Some(true)
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

    /// Returns the init containers that end before the others start.
    pub(super) fn starting(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let stays = |container: &&Node| text(container, &["restartPolicy"]) == Some("Always");
        items(self.spec, "initContainers")
            .iter()
            .filter(move |container| !stays(container))
    }
}

/// Returns the terms of the node affinity that a specification of pods requires, of which a node has to meet one.
pub(super) fn required_terms(spec: &Node) -> &[Node] {
    let required = spec.at(&[
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
    ]);
    required.map_or(&[], |required| items(required, "nodeSelectorTerms"))
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

/// Those to judge, and all of them.
#[derive(Clone)]
pub(super) struct Pods<'a> {
    all: Arc<All<'a>>,
    /// Those to judge.
    judged: Range<usize>,
}

struct All<'a> {
    list: Vec<Pod<'a>>,
    by_object: FxHashMap<&'a ObjectId, usize>,
    index: LabelIndex<'a>,
    beside: Option<Arc<All<'a>>>,
    /// Whether they are of variants, of which a cluster has one.
    vary: bool,
}

impl<'a> All<'a> {
    /// Its own, and those beside them, each with the position at which they begin.
    fn layers(&self) -> impl Iterator<Item = (usize, &All<'a>)> {
        let beside = self.beside.as_deref();
        std::iter::once((0, self)).chain(beside.map(|beside| (self.list.len(), beside)))
    }
}

impl<'a> Pods<'a> {
    /// Finds the pods of objects, which may be those of several variants; those beside them are looked up, and not judged.
    pub(super) fn new(objects: &'a [Object], vary: bool, beside: Option<&Pods<'a>>) -> Self {
        let list: Vec<Pod> = objects.iter().filter_map(pod).collect();
        let mut by_object: FxHashMap<&ObjectId, usize> = FxHashMap::default();
        let mut index = LabelIndex::default();
        for (at, pod) in list.iter().enumerate() {
            by_object.entry(&pod.object.id).or_insert(at);
            index.add(pod.object.id.namespace.as_str(), pod.labels);
        }
        Pods {
            judged: 0..list.len(),
            all: Arc::new(All {
                list,
                by_object,
                index,
                beside: beside.map(|beside| Arc::clone(&beside.all)),
                vary,
            }),
        }
    }

    /// Returns the pods of a part of the objects, which are a slice of those that all pods were found in.
    pub(super) fn part(&self, objects: &'a [Object]) -> Self {
        let place = |pod: &Pod<'a>| std::ptr::from_ref(pod.object);
        let of_part = objects.as_ptr_range();
        let list = &self.all.list;
        let start = list.partition_point(|pod| place(pod) < of_part.start);
        let end = list.partition_point(|pod| place(pod) < of_part.end);
        Pods {
            all: Arc::clone(&self.all),
            judged: start..end,
        }
    }

    /// Returns those to judge, in the order of their objects.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Pod<'a>> {
        self.all
            .list
            .get(self.judged.clone())
            .unwrap_or_default()
            .iter()
    }

    /// Returns the pod of an object.
    pub(super) fn of(&self, object: &Object) -> Option<&Pod<'a>> {
        let mut layers = self.all.layers();
        layers.find_map(|(_, all)| Some(&all.list[*all.by_object.get(&object.id)?]))
    }

    /// Returns the pods of a namespace.
    pub(super) fn within(&self, namespace: &str) -> impl Iterator<Item = &Pod<'a>> {
        self.all.layers().flat_map(move |(_, all)| {
            let positions = all.index.within(namespace).iter();
            positions.map(|at| &all.list[*at])
        })
    }

    /// Returns whether a namespace has any.
    pub(super) fn has(&self, namespace: &str) -> bool {
        self.all.layers().any(|(_, all)| all.index.has(namespace))
    }

    /// Returns the values that a label of the pods of a namespace has.
    pub(super) fn values<'s>(
        &'s self,
        namespace: &'s str,
        key: &'s str,
    ) -> impl Iterator<Item = &'a str> + 's {
        let layers = self.all.layers();
        layers.flat_map(move |(_, all)| all.index.values(namespace, key))
    }

    /// Returns the pod at a position.
    pub(super) fn at(&self, position: usize) -> &Pod<'a> {
        let all = &self.all;
        match (position.checked_sub(all.list.len()), &all.beside) {
            (Some(behind), Some(beside)) => &beside.list[behind],
            _ => &all.list[position],
        }
    }

    /// Returns the positions of the pods of a namespace that a selector matches.
    pub(super) fn positions<'s: 'q, 'q>(
        &'s self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = usize> + use<'s, 'q, 'a> {
        self.all.layers().flat_map(move |(start, all)| {
            let positions = all.index.matching(namespace, selector);
            positions.map(move |at| start + at)
        })
    }

    /// Returns the pods of a namespace that a selector matches.
    pub(super) fn matching<'s: 'q, 'q>(
        &'s self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'s Pod<'a>> + use<'s, 'q, 'a> {
        self.positions(namespace, selector).map(|at| self.at(at))
    }

    /// Returns the pods of a namespace that a selector matches and that a cluster has together: of those of several variants, the
    /// first of them alone.
    pub(super) fn together<'s: 'q, 'q>(
        &'s self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'s Pod<'a>> + use<'s, 'q, 'a> {
        self.all.layers().flat_map(move |(_, all)| {
            let positions = all.index.matching(namespace, selector);
            let most = if all.vary { 1 } else { usize::MAX };
            positions.take(most).map(|at| &all.list[at])
        })
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
