//! EK1345: an EBS volume is made before anybody knows in which zone it is needed.
//!
//! Source: aws-ebs-csi-driver, `docs/parameters.md`, "Volume Availability Zone and Topologies".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::volumes::is_ebs;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree
        .of_kind("StorageClass")
        .iter()
        .filter(|class| is_ebs(class))
    {
        let mode = class.node.value_of("volumeBindingMode");
        if mode.and_then(Node::as_str) == Some("WaitForFirstConsumer")
            || is_of_one_zone(&class.node)
        {
            continue;
        }
        let node = mode
            .or(class.node.value_of("provisioner"))
            .unwrap_or(&class.node);
        findings.push(
            about(
                Code::ImmediateBinding,
                class,
                node,
                format!(
                    "`{}` makes volumes at once, in a zone where the pod may not fit",
                    class.id
                ),
            )
            .help("set `volumeBindingMode: WaitForFirstConsumer`"),
        );
    }
}

/// Where there is only one zone to choose, there is nothing to wait for.
fn is_of_one_zone(class: &Node) -> bool {
    let zones = items(class, "allowedTopologies")
        .iter()
        .flat_map(|topology| items(topology, "matchLabelExpressions"));
    let zones = zones
        .filter(|expression| text(expression, &["key"]).is_some_and(|key| key.ends_with("/zone")));
    zones
        .flat_map(|expression| items(expression, "values"))
        .count()
        == 1
}
