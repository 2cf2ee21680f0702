//! What a pod asks for.

use super::read::{amount, items};
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

/// Returns what the scheduler reserves for a pod: the containers that run together, or the largest that runs before them.
pub(super) fn requested(spec: &Node, resource: &str) -> Quantity {
    let of = |container: &Node| {
        let resources = container.get("resources");
        let stated = resources.and_then(|resources| resources.at(&["requests", resource]));
        // A limit without a request is the request.
        let limit = || resources.and_then(|resources| resources.at(&["limits", resource]));
        amount(stated.or_else(limit)).unwrap_or_else(|| Quantity::from_int(0))
    };
    let mut together = Quantity::from_int(0);
    let mut largest = together;
    for container in items(spec.get("initContainers")) {
        if container.get("restartPolicy").and_then(Node::as_str) == Some("Always") {
            add(&mut together, Some(of(container)));
        } else if of(container) > largest {
            largest = of(container);
        }
    }
    for container in items(spec.get("containers")) {
        add(&mut together, Some(of(container)));
    }
    if largest > together {
        largest
    } else {
        together
    }
}

/// Adds an amount; one that nobody can count to changes nothing.
pub(super) fn add(sum: &mut Quantity, amount: Option<Quantity>) {
    if let Some(more) = amount.and_then(|amount| sum.add(&amount)) {
        *sum = more;
    }
}
