//! What keeps a component available: the budget of disruptions, and the spread over zones and nodes.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node, Value};

use super::autoscaling::bounds;
use super::common::{metadata, name, object, selector};
use super::container::some;
use super::context::Context;
use super::defaults::app as defaults;

/// Returns the PodDisruptionBudget; nothing for a component that never has more than one pod, which could not be drained otherwise.
pub(super) fn budget(context: &Context, component: &Component) -> Option<Object> {
    let (least, most) = bounds(component);
    if most.is_some_and(|most| most <= 1) || component.spec.is_off("availability") {
        return None;
    }
    let nothing = Node::literal(Mapping::new(), &defaults::PDB);
    let availability = component.spec.value_of("availability").unwrap_or(&nothing);
    // From eight pods on, one at a time makes a drain of the cluster slow.
    let usual = if least >= 8 {
        Value::from("25%")
    } else {
        Value::from(1)
    };
    let missing = availability.or_default("maxUnavailable", usual, &defaults::PDB)?;
    let policy = availability.or_default(
        "unhealthyPodEvictionPolicy",
        "AlwaysAllow",
        &defaults::PDB_UNHEALTHY,
    );
    let part = name(component);
    let metadata = metadata(context, component, &part, part.clone());
    let pods = selector(component, &part);
    let node = yaml!(defaults::PDB => {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: (metadata),
        spec: {
            maxUnavailable: (missing),
            unhealthyPodEvictionPolicy: (policy),
            selector: { matchLabels: (pods) },
        },
    });
    object(component, node)
}

/// Returns `topologySpreadConstraints`: pods should be in different zones and on different nodes, or must be.
pub(super) fn spread(component: &Component) -> Option<Vec<Node>> {
    let nothing = Node::literal(Mapping::new(), &defaults::ZONE_SPREAD);
    if component.spec.is_off("availability") {
        return None;
    }
    let availability = component.spec.value_of("availability").unwrap_or(&nothing);
    let zones = availability.or_default("zoneSpread", "preferred", &defaults::ZONE_SPREAD);
    let nodes = availability.or_default("nodeSpread", "preferred", &defaults::NODE_SPREAD);
    let domains = || availability.or_default("minDomains", 2, &defaults::MIN_DOMAINS);
    let mut constraints = Vec::new();
    if let Some(zones) = zones {
        constraints.extend(constraint(
            component,
            "topology.kubernetes.io/zone",
            &zones,
            domains,
        ));
    }
    if let Some(nodes) = nodes {
        constraints.extend(constraint(
            component,
            "kubernetes.io/hostname",
            &nodes,
            || None,
        ));
    }
    some(constraints)
}

fn constraint(
    component: &Component,
    key: &str,
    wish: &Node,
    domains: impl Fn() -> Option<Node>,
) -> Option<Node> {
    let (unsatisfiable, domains) = match wish.as_str()? {
        "required" => ("DoNotSchedule", domains()),
        "preferred" => ("ScheduleAnyway", None),
        _ => return None,
    };
    let rule = match wish.origin.default {
        Some(default) => default,
        None => &defaults::ZONE_SPREAD,
    };
    let unsatisfiable = wish.derive(unsatisfiable, rule);
    let pods = selector(component, &name(component));
    Some(yaml!(*rule => {
        maxSkew: 1,
        topologyKey: (Node::literal(key, rule)),
        whenUnsatisfiable: (unsatisfiable),
        labelSelector: { matchLabels: (pods) },
        matchLabelKeys: ["pod-template-hash"],
        minDomains: (domains),
    }))
}
