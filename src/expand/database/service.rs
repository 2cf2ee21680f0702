//! The Services and the PodDisruptionBudget.

use crate::expand::common::{metadata, name_with, object, selector};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::Database;

/// Returns the primary Service, which clients use, and the headless one, which gives each pod its name.
pub(super) fn services(context: &Context, database: &Database) -> Vec<Object> {
    let component = database.component;
    let metadata_of = |name: Node| metadata(context, component, &database.name, name);
    let primary = metadata_of(database.name.clone());
    let headless = metadata_of(name_with(component, "headless", &defaults::HEADLESS));
    let pods = selector(component, &database.name);
    let name = Node::literal(database.port_name(), &defaults::SERVICE);
    let port = yaml!(defaults::SERVICE => {
        name: (&name),
        port: (&database.port),
        targetPort: (&name),
        protocol: "TCP",
    });
    let primary = yaml!(defaults::SERVICE => {
        apiVersion: "v1",
        kind: "Service",
        metadata: (primary),
        spec: { type: "ClusterIP", selector: (&pods), ports: [(&port)] },
    });
    let headless = yaml!(defaults::HEADLESS => {
        apiVersion: "v1",
        kind: "Service",
        metadata: (headless),
        spec: {
            clusterIP: "None",
            publishNotReadyAddresses: true,
            selector: (&pods),
            ports: [(&port)],
        },
    });
    [headless, primary]
        .into_iter()
        .filter_map(|node| object(component, node))
        .collect()
}

/// Returns the PodDisruptionBudget; nothing for `availability: null` and for `maxUnavailable: null`.
pub(super) fn disruption_budget(context: &Context, database: &Database) -> Option<Object> {
    let component = database.component;
    let said = database.spec.get("availability");
    if said.is_some_and(Node::is_null) {
        return None;
    }
    let nothing = Node::literal(Mapping::new(), &defaults::DISRUPTION);
    let most = said
        .unwrap_or(&nothing)
        .or_default("maxUnavailable", 1, &defaults::DISRUPTION)?;
    let metadata = metadata(context, component, &database.name, database.name.clone());
    let pods = selector(component, &database.name);
    let node = yaml!(defaults::DISRUPTION => {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: (metadata),
        spec: {
            maxUnavailable: (most),
            selector: { matchLabels: (pods) },
            unhealthyPodEvictionPolicy: "AlwaysAllow" @ defaults::UNHEALTHY_EVICTION,
        },
    });
    object(component, node)
}
