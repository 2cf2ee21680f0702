//! What a rule of a NetworkPolicy lets through: ports and peers.

use crate::k8s::LabelSelector;
use crate::validate::findings::{items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

/// Returns whether a rule lets a port through: by its number, or by one of its names.
pub(super) fn lets_port(rule: &Node, number: i64, names: &[&str]) -> bool {
    let ports = items(rule, "ports");
    ports.is_empty() || ports.iter().any(|port| is_port(port, number, names))
}

/// Returns whether a rule lets a port through over UDP; a port without a protocol is one of TCP.
pub(super) fn lets_udp(rule: &Node, number: i64, names: &[&str]) -> bool {
    let ports = items(rule, "ports");
    let over_udp = |port: &&Node| text(port, &["protocol"]) == Some("UDP");
    let mut of_udp = ports.iter().filter(over_udp);
    ports.is_empty() || of_udp.any(|port| is_port(port, number, names))
}

fn is_port(port: &Node, number: i64, names: &[&str]) -> bool {
    match port.value_of("port").map(|port| &port.value) {
        None => true,
        Some(Value::Int(from)) => {
            let to = port.value_of("endPort").and_then(Node::as_int);
            (*from..=to.unwrap_or(*from)).contains(&number)
        }
        Some(Value::String(name)) => names.contains(&name.as_str()),
        Some(_) => false,
    }
}

/// Returns whether a peer can be CoreDNS, as seen from a namespace.
pub(super) fn may_be_dns(peer: &Node, own: &str) -> bool {
    let Some(selector) = peer.value_of("namespaceSelector") else {
        return peer.value_of("ipBlock").is_some() || matches!(own, "kube-system" | "");
    };
    let selector = LabelSelector::read(selector);
    let mut named = selector.equalities();
    named.all(|(key, value)| key != "kubernetes.io/metadata.name" || value == "kube-system")
}

/// Returns whether a peer can be the pods of a namespace with these labels; ranges of addresses can be anybody.
pub(super) fn may_be(tree: &Tree<'_>, peer: &Node, own: &str, pod: &Pod<'_>) -> bool {
    if peer.value_of("ipBlock").is_some() {
        return true;
    }
    let namespace = pod.object.id.namespace.as_str();
    let in_namespace = match peer.value_of("namespaceSelector") {
        None => namespace == own,
        Some(selector) => {
            let selector = LabelSelector::read(selector);
            // The API server adds this label to every namespace.
            let by_name = selector
                .equalities()
                .find(|(key, _)| *key == "kubernetes.io/metadata.name");
            let object = tree.get("", "Namespace", "", namespace);
            match (by_name, object) {
                (Some((_, name)), _) => name == namespace,
                (None, Some(object)) => selector.matches(object.node.at(&["metadata", "labels"])),
                (None, None) => true,
            }
        }
    };
    let is_selected = peer
        .value_of("podSelector")
        .is_none_or(|selector| LabelSelector::read(selector).matches(pod.labels));
    in_namespace && is_selected
}

/// Returns whether a peer is a range that holds an address of the link-local network.
pub(super) fn is_link_local(peer: &Node) -> bool {
    let Some(block) = peer.value_of("ipBlock") else {
        return false;
    };
    let holds = |cidr: &str| {
        matches!(
            cidr,
            "0.0.0.0/0" | "169.254.170.23/32" | "169.254.0.0/16" | "169.254.170.0/24"
        )
    };
    text(block, &["cidr"]).is_some_and(holds)
        && !items(block, "except")
            .iter()
            .filter_map(Node::as_str)
            .any(|cidr| cidr != "0.0.0.0/0" && holds(cidr))
}
