//! EK1376: a program that keeps data may run on spot capacity.
//!
//! Source: Karpenter, NodePools, "Capacity Type": spot is taken first where both are allowed; EKS Best Practices, Karpenter.

use crate::diag::Code;
use crate::k8s::{Image, Object};
use crate::validate::components::{DATA, is_replaceable};
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::node_groups::groups;
use crate::validate::rules::eks::pools::{is_spot, pools, wanted};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let pools = pools(tree);
    // Where any pod may go, a pod without a wish goes.
    let pool = pools.iter().find(|pool| pool.spot && !pool.tainted);
    let group = || {
        let groups = groups(tree);
        let open = groups
            .iter()
            .find(|group| !group.tainted && group.spot.is_some());
        open.and_then(|group| group.spot)
    };
    let open = match pool {
        Some(pool) => Some(pool.capacity),
        None => group().map(Some),
    };
    for pod in tree.pods.iter().filter(|pod| !is_replaceable(pod.object)) {
        let known = pod.running().find_map(|container| {
            let image = Image::parse(text(container, &["image"])?);
            let (name, _) = DATA.iter().find(|(name, _)| *name == image.name())?;
            Some((container.value_of("name").unwrap_or(container), *name))
        });
        if let Some((place, name)) = known {
            one(pod.object, pod.spec, place, name, open, findings);
        }
    }
    for object in tree.of("monitoring.coreos.com", "Prometheus") {
        let place = object.node.at(&["metadata", "name"]);
        if let Some((spec, place)) = object.node.value_of("spec").zip(place) {
            one(object, spec, place, "prometheus", open, findings);
        }
    }
}

/// Judges pods by what they, or the resource that makes them, say of their nodes. `open` is where spot capacity is open to all.
fn one(
    object: &Object,
    spec: &Node,
    place: &Node,
    name: &str,
    open: Option<Option<&Node>>,
    findings: &mut Findings,
) {
    let wish = wanted(spec);
    let (node, related) = match (wish, open) {
        (Some(wish), _) if is_spot(wish) => (wish, None),
        (None, Some(capacity)) => (place, capacity.and_then(Node::span)),
        _ => return,
    };
    let message = format!(
        "`{}` runs `{name}`, and AWS may take its node away with two minutes' notice",
        object.id
    );
    findings.push(
        about(Code::DataOnSpot, object, node, message)
            .at(node.head())
            .related(related, "allows spot capacity")
            .help("add `nodeSelector: {karpenter.sh/capacity-type: on-demand}`, or `eks.amazonaws.com/capacityType: ON_DEMAND` for a node group"),
    );
}
