//! EK1346: Cluster Autoscaler adds nodes in zones where the volumes of a StatefulSet are not.
//!
//! Source: kubernetes/autoscaler, `cloudprovider/aws/README.md`, "Common Notes and Gotchas"; EKS Best Practices, Cluster Autoscaler, "EBS volumes".

use crate::diag::Code;
use crate::validate::components::{Component, containers_of};
use crate::validate::findings::{Findings, items};
use crate::validate::rules::eks::facts::said;
use crate::validate::rules::eks::node_groups::groups;
use crate::validate::rules::eks::volumes::{claims, is_ebs};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some((pod, container)) = containers_of(tree, Component::ClusterAutoscaler).next() else {
        return;
    };
    let groups = groups(tree);
    let balanced = ["command", "args"]
        .iter()
        .flat_map(|list| items(container, list))
        .filter_map(Node::as_str);
    let balanced = balanced.into_iter().any(|word| {
        matches!(
            word,
            "--balance-similar-node-groups" | "--balance-similar-node-groups=true"
        )
    });
    // With one group per zone, balancing is what keeps all of them alive.
    let of_many_zones = groups.iter().find(|group| group.of_many_zones);
    if balanced && of_many_zones.is_none() {
        return;
    }
    let claim = claims(tree).into_iter().find(|claim| {
        claim.object.id.kind == "StatefulSet" && claim.class(tree).is_some_and(is_ebs)
    });
    let Some(claim) = claim else { return };
    let set = &claim.object.id;
    let (object, node, message) = match of_many_zones {
        Some(group) if balanced => (
            group.object,
            group.node,
            format!(
                "the node group `{}` lies in several zones: a node for `{set}` may start where its volume is not",
                group.name
            ),
        ),
        _ => (
            Some(pod.object),
            container.value_of("name").unwrap_or(container),
            format!(
                "Cluster Autoscaler does not balance node groups: a node for `{set}` may start where its volume is not"
            ),
        ),
    };
    findings.push(
        said(Code::ZoneGroups, object, node, message)
            .related(claim.node.head(), "the volume, in one zone")
            .help("make one node group per zone, and set `--balance-similar-node-groups`"),
    );
}
