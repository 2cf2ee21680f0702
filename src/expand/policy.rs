//! NetworkPolicies. They know addresses, ports, namespaces and labels; they know no names of hosts.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::Node;

use super::common::{metadata, object, selector};
use super::context::Context;
use super::defaults::app as defaults;

/// Returns the NetworkPolicy of a part. `None` for a direction leaves that direction to other policies; an empty list
/// forbids it. The name is the part's.
pub(super) fn network_policy(
    context: &Context,
    component: &Component,
    part: &Node,
    ingress: Option<Vec<Node>>,
    egress: Option<Vec<Node>>,
) -> Option<Object> {
    let directions = match (&ingress, &egress) {
        (Some(_), Some(_)) => yaml!(defaults::NETWORK_POLICY => ["Ingress", "Egress"]),
        (Some(_), None) => yaml!(defaults::NETWORK_POLICY => ["Ingress"]),
        (None, Some(_)) => yaml!(defaults::NETWORK_POLICY => ["Egress"]),
        (None, None) => return None,
    };
    let metadata = metadata(context, component, part, part.clone());
    let pods = selector(component, part);
    let node = yaml!(defaults::NETWORK_POLICY => {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: (metadata),
        spec: {
            podSelector: { matchLabels: (pods) },
            policyTypes: (directions),
            ingress: (ingress.filter(|rules| !rules.is_empty())),
            egress: (egress.filter(|rules| !rules.is_empty())),
        },
    });
    object(component, node)
}

/// Returns the rule that lets pods resolve names. In EKS Auto Mode CoreDNS runs on the nodes, where no selector finds it.
pub(super) fn dns_egress(context: &Context) -> Node {
    let peer = if context.cluster.auto_mode {
        yaml!(defaults::DNS_EGRESS => { ipBlock: { cidr: "0.0.0.0/0" } })
    } else {
        yaml!(defaults::DNS_EGRESS => {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        })
    };
    yaml!(defaults::DNS_EGRESS => {
        to: [(peer)],
        ports: [{ port: 53, protocol: "UDP" }, { port: 53, protocol: "TCP" }],
    })
}

/// Returns the peer that means the pods of a part of a component, wherever it lives.
pub(super) fn pods_of(component: &Component, part: &Node) -> Node {
    let namespace = component.owner.namespace.clone();
    let pods = selector(component, part);
    yaml!(defaults::NETWORK_PEER => {
        namespaceSelector: { matchLabels: {
            "kubernetes.io/metadata.name": (Node::literal(namespace, &defaults::NETWORK_PEER)),
        } },
        podSelector: { matchLabels: (pods) },
    })
}

/// Returns an ingress rule: these peers, these ports (numbers or names of container ports); no ports means all.
pub(super) fn from(peers: Vec<Node>, ports: Vec<Node>) -> Node {
    let ports = tcp(ports);
    yaml!(defaults::NETWORK_POLICY => { from: (peers), ports: (ports) })
}

/// Returns an egress rule: to these peers, on these ports; no ports means all.
pub(super) fn to(peers: Vec<Node>, ports: Vec<Node>) -> Node {
    let ports = tcp(ports);
    yaml!(defaults::NETWORK_POLICY => { to: (peers), ports: (ports) })
}

fn tcp(ports: Vec<Node>) -> Option<Vec<Node>> {
    let entry = |port: Node| yaml!(defaults::NETWORK_POLICY => { port: (port), protocol: "TCP" });
    (!ports.is_empty()).then(|| ports.into_iter().map(entry).collect())
}

/// Returns the peer that means every pod of a component, its migrations and exporters too; `said` states the call.
pub(super) fn callers_of(component: &Component, said: &Node) -> Node {
    let namespace = said.derive(component.owner.namespace.clone(), &defaults::NETWORK_PEER);
    let instance = said.derive(component.owner.name.clone(), &defaults::NETWORK_PEER);
    yaml!(defaults::NETWORK_PEER => {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": (namespace) } },
        podSelector: { matchLabels: { "app.kubernetes.io/instance": (instance) } },
    })
}
