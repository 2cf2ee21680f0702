//! ServiceMonitors and PodMonitors of the Prometheus Operator: what they select.

use super::findings::{items, text};
use super::given::is_given;
use super::tree::Tree;
use crate::k8s::LabelIndex;
use crate::k8s::{LabelSelector, Object};
use crate::yaml::Node;

/// A monitor, and the things it selects: Services, or objects that make pods.
pub(super) struct Monitor<'a> {
    /// The ServiceMonitor or PodMonitor.
    pub(super) object: &'a Object,
    /// Its selector, where it stands.
    pub(super) selector: &'a Node,
    /// Its endpoints.
    pub(super) endpoints: &'a [Node],
    /// The objects that it selects.
    pub(super) selected: Vec<&'a Object>,
    /// Whether it looks into namespaces of which the tree knows nothing.
    pub(super) looks_elsewhere: bool,
}

/// Returns every monitor.
pub(super) fn monitors<'a>(tree: &Tree<'a>) -> Vec<Monitor<'a>> {
    let mut found = Vec::new();
    let services = tree.of_kind("ServiceMonitor");
    if !services.is_empty() {
        let things = tree
            .of_kind("Service")
            .iter()
            .filter(|service| service.id.group.is_empty());
        let things = things.map(|service| (*service, service.node.at(&["metadata", "labels"])));
        read(
            services,
            "endpoints",
            &things.collect::<Vec<_>>(),
            &mut found,
        );
    }
    let pods = tree.of_kind("PodMonitor");
    if !pods.is_empty() {
        let things = tree.pods.iter().map(|pod| (pod.object, pod.labels));
        read(
            pods,
            "podMetricsEndpoints",
            &things.collect::<Vec<_>>(),
            &mut found,
        );
    }
    found
}

/// Stands for all namespaces in the index.
const ANYWHERE: &str = "*";

fn read<'a>(
    monitors: &[&'a Object],
    endpoints: &str,
    things: &[(&'a Object, Option<&'a Node>)],
    found: &mut Vec<Monitor<'a>>,
) {
    let (mut within, mut anywhere) = (LabelIndex::default(), LabelIndex::default());
    for (object, labels) in things {
        within.add(object.id.namespace.as_str(), *labels);
        anywhere.add(ANYWHERE, *labels);
    }
    for object in monitors {
        let Some(spec) = object.node.value_of("spec") else {
            continue;
        };
        let Some(selector) = spec.value_of("selector") else {
            continue;
        };
        let wanted = LabelSelector::read(selector);
        let any = spec
            .at(&["namespaceSelector", "any"])
            .and_then(Node::as_bool)
            == Some(true);
        let named = spec.value_of("namespaceSelector");
        let named = named.map_or(&[][..], |named| items(named, "matchNames"));
        let namespaces: Vec<&str> = match named {
            _ if any => vec![ANYWHERE],
            [] => vec![object.id.namespace.as_str()],
            named => named.iter().filter_map(Node::as_str).collect(),
        };
        let index = if any { &anywhere } else { &within };
        let unknown =
            |namespace: &&str| !index.has(namespace) || is_given("", "Namespace", "", namespace);
        let positions = namespaces
            .iter()
            .flat_map(|namespace| index.matching(namespace, &wanted));
        found.push(Monitor {
            object,
            selector,
            endpoints: items(spec, endpoints),
            selected: positions.map(|at| things[at].0).collect(),
            looks_elsewhere: any || namespaces.iter().any(unknown),
        });
    }
}

/// Returns whether a monitored object has a port of this name.
pub(super) fn has_port<'a>(tree: &Tree<'a>, object: &'a Object, name: &str) -> bool {
    ports(tree, object).any(|there| there == name)
}

/// Returns the names of the ports of a monitored object.
pub(super) fn ports<'a>(tree: &Tree<'a>, object: &'a Object) -> impl Iterator<Item = &'a str> {
    let of_service = (object.id.kind == "Service")
        .then(|| object.node.value_of("spec"))
        .flatten();
    let of_pods = tree
        .pod_of(object)
        .into_iter()
        .flat_map(|pod| pod.running());
    let holders = of_service.into_iter().chain(of_pods);
    holders
        .flat_map(|holder| items(holder, "ports"))
        .filter_map(|port| text(port, &["name"]))
}
