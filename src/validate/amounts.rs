//! What a pod asks for, added up as the scheduler and the quota of a namespace add it up.

use super::pods::Pod;
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

/// Returns an amount that a container states, `requests` or `limits`. A request that is not stated is the limit.
pub(super) fn stated(container: &Node, amounts: &str, resource: &str) -> Option<Quantity> {
    let read = |amounts| quantity(container.at(&["resources", amounts, resource])?);
    read(amounts).or_else(|| (amounts == "requests").then(|| read("limits")).flatten())
}

/// Returns what one pod asks for: what its containers do together, or one init container alone if that is more. Nothing
/// where no container says anything.
pub(super) fn of_pod(pod: &Pod<'_>, amounts: &str, resource: &str) -> Option<Quantity> {
    let running = pod
        .running()
        .filter_map(|container| stated(container, amounts, resource));
    let together = running.reduce(|sum, more| sum.add(&more).unwrap_or(sum));
    let starting = pod
        .starting()
        .filter_map(|container| stated(container, amounts, resource));
    together.into_iter().chain(starting.max()).max()
}

/// Returns the quantity that a node states.
pub(super) fn quantity(node: &Node) -> Option<Quantity> {
    Quantity::parse(&node.to_text()?).ok()
}
