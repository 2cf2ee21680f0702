//! ServiceMonitors and PodMonitors of the Prometheus Operator: what they select.

use super::findings::{items, text};
use super::given::is_given;
use super::tree::Tree;
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
}

/// Returns every monitor that looks only into namespaces of which the tree knows something.
pub(super) fn monitors<'a>(tree: &Tree<'a>) -> Vec<Monitor<'a>> {
    let services = tree.of_kind("ServiceMonitor").iter().filter_map(|object| {
        let select = |namespace: &str, selector: &LabelSelector| {
            let services = tree.services(namespace, selector);
            tree.has_service(namespace).then(|| services.collect())
        };
        read(object, "endpoints", select)
    });
    let pods = tree.of_kind("PodMonitor").iter().filter_map(|object| {
        let select = |namespace: &str, selector: &LabelSelector| {
            let pods = tree.pods.matching(namespace, selector);
            let objects = pods.map(|pod| pod.object);
            tree.pods.has(namespace).then(|| objects.collect())
        };
        read(object, "podMetricsEndpoints", select)
    });
    services.chain(pods).collect()
}

/// Reads a monitor; `select` gives what there is in a namespace, or nothing where the namespace is unknown.
fn read<'a>(
    object: &'a Object,
    endpoints: &str,
    select: impl Fn(&str, &LabelSelector) -> Option<Vec<&'a Object>>,
) -> Option<Monitor<'a>> {
    let spec = object.node.value_of("spec")?;
    let selector = spec.value_of("selector")?;
    let namespaces = spec.value_of("namespaceSelector");
    let anywhere = namespaces.and_then(|it| it.value_of("any")?.as_bool());
    if anywhere == Some(true) {
        return None;
    }
    let namespaces: Vec<&str> = match namespaces.map_or(&[][..], |it| items(it, "matchNames")) {
        [] => vec![object.id.namespace.as_str()],
        named => named.iter().filter_map(Node::as_str).collect(),
    };
    let wanted = LabelSelector::read(selector);
    let mut selected = Vec::new();
    for namespace in namespaces {
        if is_given("", "Namespace", "", namespace) {
            return None;
        }
        selected.extend(select(namespace, &wanted)?);
    }
    Some(Monitor {
        object,
        selector,
        endpoints: items(spec, endpoints),
        selected,
    })
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
