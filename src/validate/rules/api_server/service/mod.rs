//! Services.

mod addresses;
mod cluster_ips;
mod kind;
mod ports;

use super::super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, addresses::check),
    of_each(Reach::Object, kind::check),
    of_each(Reach::Object, ports::check),
];

/// The type of a Service that states none.
const CLUSTER_IP: &str = "ClusterIP";

fn kind_of(spec: &crate::yaml::Node) -> &str {
    let stated = spec.text_of("type").and_then(crate::yaml::Node::as_str);
    stated.unwrap_or(CLUSTER_IP)
}

/// Returns whether the pods are reached without an address of the Service.
fn is_headless(spec: &crate::yaml::Node) -> bool {
    let none = |node: &crate::yaml::Node| node.as_str() == Some("None");
    match crate::validate::findings::items(spec, "clusterIPs") {
        [] => spec.value_of("clusterIP").is_some_and(none),
        [one] => none(one),
        _ => false,
    }
}
