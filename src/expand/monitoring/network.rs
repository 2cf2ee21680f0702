//! Who may connect to the parts of a Monitoring.

use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::links::{name_in, peers};
use crate::expand::policy::{callers_of, pods_of};
use crate::expand::traffic::address;
use crate::layer::Component;
use crate::yaml::Node;

/// Returns the peer that means a part of the same component.
pub(super) fn own(component: &Component, part: &'static str) -> Node {
    pods_of(component, &Node::literal(part, &defaults::PART))
}

/// Returns the peers that `network.ingressFrom` names by address or label.
pub(super) fn by_address(context: &Context, component: &Component) -> Vec<Node> {
    peers(component, "ingressFrom")
        .filter(|peer| name_in(peer).is_none())
        .filter_map(|peer| address(context, component, peer))
        .collect()
}

/// Returns who reads from Prometheus: Grafana, and whom the spec names.
pub(super) fn readers(context: &Context, component: &Component) -> Vec<Node> {
    let mut readers = Vec::new();
    if component.spec.value_of("grafana").is_some() {
        readers.push(own(component, "grafana"));
    }
    let callers = context.links(component).callers;
    readers.extend(
        callers
            .iter()
            .map(|caller| callers_of(caller.component, &caller.said)),
    );
    readers.extend(by_address(context, component));
    readers
}
