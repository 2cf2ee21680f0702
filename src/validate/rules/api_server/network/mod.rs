//! Ingresses, NetworkPolicies, endpoints and address ranges.

mod endpoint_slice;
mod endpoints;
mod ingress_backend;
mod ingress_class;
mod ingress_host;
mod ingress_path;
mod network_policy_peer;
mod network_policy_port;
mod service_range;

use super::super::{Reach, Rule, of_each};
use crate::validate::findings::items;
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, endpoint_slice::check),
    of_each(Reach::Object, endpoints::check),
    of_each(Reach::Object, ingress_backend::check),
    of_each(Reach::Object, ingress_class::check),
    of_each(Reach::Object, ingress_host::check),
    of_each(Reach::Object, ingress_path::check),
    of_each(Reach::Object, network_policy_peer::check),
    of_each(Reach::Object, network_policy_port::check),
    of_each(Reach::Object, service_range::check),
];

const GROUP: &str = "networking.k8s.io";

/// Returns each `http` of the rules of an Ingress.
fn https(spec: &Node) -> impl Iterator<Item = &Node> {
    items(spec, "rules")
        .iter()
        .filter_map(|rule| rule.value_of("http"))
}

/// Returns each path of an Ingress.
fn paths(spec: &Node) -> impl Iterator<Item = &Node> {
    https(spec).flat_map(|http| items(http, "paths"))
}

/// Returns each rule of a NetworkPolicy, with the name of its list of peers.
fn policy_rules(spec: &Node) -> impl Iterator<Item = (&Node, &'static str)> {
    [("ingress", "from"), ("egress", "to")]
        .into_iter()
        .flat_map(move |(list, peers)| items(spec, list).iter().map(move |rule| (rule, peers)))
}
