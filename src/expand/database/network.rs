//! NetworkPolicies: who may connect to the database, and to whom its jobs may.

use crate::expand::common::{name, name_with};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::expand::links::{name_in, peers};
use crate::expand::monitoring;
use crate::expand::policy::{callers_of, dns_egress, from, network_policy, pods_of, to};
use crate::expand::traffic::address;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::Node;

use super::{Database, exporter};

/// Returns the policy of the database's pods: components that refer to it, its dumps, Prometheus, and whom the spec names.
pub(super) fn policy(context: &Context, database: &Database) -> Option<Object> {
    if database.spec.is_off("network") {
        return None;
    }
    let component = database.component;
    let port = || vec![database.port.clone()];
    let links = context.links(component);
    let mut clients: Vec<Node> = links
        .callers
        .iter()
        .map(|caller| callers_of(caller.component, &caller.said))
        .collect();
    let by_address = |field: &'static str| {
        peers(component, field)
            .filter(|peer| name_in(peer).is_none())
            .filter_map(|peer| Some((peer, address(context, component, peer)?)))
    };
    clients.extend(by_address("ingressFrom").map(|(_, end)| end));
    if database.spec.at(&["backup", "dump"]).is_some() {
        let part = name_with(component, "dump", &defaults::DUMP);
        clients.push(pods_of(component, &part));
    }
    let mut ingress = Vec::new();
    if !clients.is_empty() {
        ingress.push(from(clients, port()));
    }
    if let Some(metrics) = exporter::metrics_port(component) {
        let servers = monitoring::prometheus_peers(context);
        if !servers.is_empty() {
            ingress.push(from(servers, vec![metrics]));
        }
    }
    let mut egress = vec![dns_egress(context)];
    if database.is_replicated() {
        let own = || vec![pods_of(component, &database.name)];
        ingress.push(from(own(), Vec::new()));
        egress.push(to(own(), Vec::new()));
    }
    for callee in &links.callees {
        let end = pods_of(callee.component, &name(callee.component));
        egress.push(to(vec![end], Vec::new()));
    }
    for (peer, end) in by_address("egressTo") {
        let ports = peer.value_of("ports").and_then(Node::as_list);
        egress.push(to(vec![end], ports.unwrap_or_default().to_vec()));
    }
    network_policy(
        context,
        component,
        &database.name,
        Some(ingress),
        Some(egress),
    )
}

/// Returns the policy of a job's pods: nobody connects to them, and they reach DNS and what `rules` say.
pub(super) fn job_policy(
    context: &Context,
    database: &Database,
    part: &Node,
    rules: Vec<Node>,
) -> Option<Object> {
    if database.spec.is_off("network") {
        return None;
    }
    let mut egress = vec![dns_egress(context)];
    egress.extend(rules);
    network_policy(
        context,
        database.component,
        part,
        Some(Vec::new()),
        Some(egress),
    )
}

/// Returns the rule that lets a job reach HTTPS anywhere: NetworkPolicies know no names, and neither AWS nor the control
/// plane of EKS promises addresses.
pub(super) fn https_egress() -> Node {
    yaml!(defaults::HTTPS_EGRESS => {
        to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
        ports: [{ port: 443, protocol: "TCP" }],
    })
}

/// Returns the rule that lets a job reach the agent of EKS Pod Identity.
pub(super) fn pod_identity_egress() -> Node {
    yaml!(defaults::HTTPS_EGRESS => {
        to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
        ports: [{ port: 80, protocol: "TCP" }],
    })
}
