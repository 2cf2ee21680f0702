//! EK1376: a program that keeps data may run on spot capacity.
//!
//! Source: Karpenter, NodePools, "Capacity Type": spot is taken first where both are allowed; EKS Best Practices, Karpenter.

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::components::{DATA, is_replaceable};
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::pools::{is_spot, pools, wanted};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let pools = pools(tree);
    // Where any pod may go, a pod without a wish goes.
    let open = pools.iter().find(|pool| pool.spot && !pool.tainted);
    for pod in tree.pods.iter().filter(|pod| !is_replaceable(pod.object)) {
        let wish = wanted(pod.spec);
        if !wish.map_or(open.is_some(), is_spot) {
            continue;
        }
        let known = pod.running().find_map(|container| {
            let image = Image::parse(text(container, &["image"])?);
            let (name, _) = DATA.iter().find(|(name, _)| *name == image.name())?;
            Some((container, *name))
        });
        let Some((container, name)) = known else {
            continue;
        };
        let (node, related) = match (wish, open) {
            (Some(wish), _) => (wish, None),
            (None, Some(pool)) => (
                container.value_of("name").unwrap_or(container),
                pool.capacity.and_then(Node::span),
            ),
            _ => continue,
        };
        findings.push(
            about(
                Code::DataOnSpot,
                pod.object,
                node,
                format!(
                    "`{}` runs `{name}`, and AWS may take its node away with two minutes' notice",
                    pod.object.id
                ),
            )
            .at(node.head())
            .related(related, "allows spot capacity")
            .help("add `nodeSelector: {karpenter.sh/capacity-type: on-demand}`"),
        );
    }
}
