//! Monitoring specs to objects.

use super::context::Context;
use crate::k8s::Object;
use crate::layer::Component;

/// Returns the objects of a Monitoring.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let _ = (context, component);
    Vec::new()
}

/// Returns whether a component runs a node exporter, which needs a namespace that takes privileged pods.
pub(super) fn has_node_exporter(component: &Component) -> bool {
    component.kind == crate::load::SpecKind::Monitoring && !component.spec.is_off("nodeExporter")
}

/// Returns the peers that scrape: the Prometheus of every Monitoring.
pub(super) fn prometheus_peers(context: &Context) -> Vec<crate::yaml::Node> {
    context
        .monitoring()
        .map(|monitoring| {
            let part =
                crate::yaml::Node::literal("prometheus", &super::defaults::app::NETWORK_SCRAPE);
            super::policy::pods_of(monitoring, &part)
        })
        .collect()
}
