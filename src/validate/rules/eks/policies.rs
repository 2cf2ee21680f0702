//! What NetworkPolicies let in and out of pods.

use rustc_hash::FxHashMap;

use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::validate::findings::{items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

/// A direction of traffic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

/// The policies that hold for each pod in one direction.
pub(super) struct Policies<'a> {
    direction: Direction,
    by_pod: FxHashMap<&'a ObjectId, Vec<&'a Object>>,
}

impl<'a> Policies<'a> {
    pub(super) fn new(tree: &Tree<'a>, direction: Direction) -> Self {
        let mut by_pod: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for policy in tree
            .of_kind("NetworkPolicy")
            .iter()
            .copied()
            .filter(|policy| policy.id.group == "networking.k8s.io")
        {
            let Some(spec) = policy
                .node
                .value_of("spec")
                .filter(|spec| restricts(spec, direction))
            else {
                continue;
            };
            let selector = spec
                .value_of("podSelector")
                .map_or_else(LabelSelector::default, LabelSelector::read);
            for pod in tree.pods.matching(&policy.id.namespace, &selector) {
                by_pod.entry(&pod.object.id).or_default().push(policy);
            }
        }
        Policies { direction, by_pod }
    }

    /// Returns the policies of a pod; without any, everything is allowed.
    pub(super) fn of(&self, pod: &Pod<'a>) -> &[&'a Object] {
        self.by_pod.get(&pod.object.id).map_or(&[], Vec::as_slice)
    }

    /// Returns every rule that lets something through to or from a pod.
    pub(super) fn rules(&self, pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
        let list = if self.direction == Direction::In {
            "ingress"
        } else {
            "egress"
        };
        self.of(pod).iter().flat_map(move |policy| {
            policy
                .node
                .value_of("spec")
                .map(|spec| items(spec, list))
                .unwrap_or_default()
        })
    }

    /// Returns the peers of a rule; none means everybody.
    pub(super) fn peers(&self, rule: &'a Node) -> &'a [Node] {
        items(
            rule,
            if self.direction == Direction::In {
                "from"
            } else {
                "to"
            },
        )
    }
}

fn restricts(spec: &Node, direction: Direction) -> bool {
    let types = items(spec, "policyTypes");
    let stated = |word: &str| types.iter().any(|kind| kind.as_str() == Some(word));
    match direction {
        Direction::In => types.is_empty() || stated("Ingress"),
        Direction::Out => {
            stated("Egress") || (types.is_empty() && spec.value_of("egress").is_some())
        }
    }
}

/// Returns whether a rule lets a port through: by its number, or by one of its names.
pub(super) fn lets_port(rule: &Node, number: i64, names: &[&str]) -> bool {
    let ports = items(rule, "ports");
    ports.is_empty()
        || ports
            .iter()
            .any(|port| match port.value_of("port").map(|port| &port.value) {
                None => true,
                Some(Value::Int(from)) => {
                    let to = port
                        .value_of("endPort")
                        .and_then(Node::as_int)
                        .unwrap_or(*from);
                    (*from..=to).contains(&number)
                }
                Some(Value::String(name)) => names.contains(&name.as_str()),
                Some(_) => false,
            })
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
