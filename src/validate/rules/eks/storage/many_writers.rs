//! EK1347: many nodes want an EBS volume, which one node can mount.
//!
//! Source: aws-ebs-csi-driver, `docs/multi-attach.md`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::volumes::{claims, is_ebs, parameter};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for claim in claims(tree) {
        let many = |mode: &&Node| matches!(mode.as_str(), Some("ReadWriteMany" | "ReadOnlyMany"));
        let Some(mode) = claim.access_modes().iter().find(many) else {
            continue;
        };
        let Some(class) = claim.class(tree).filter(|class| is_ebs(class)) else {
            continue;
        };
        let block = text(claim.node, &["spec", "volumeMode"]) == Some("Block");
        let io2 = parameter(class, "type").and_then(Node::as_str) == Some("io2");
        if block && io2 {
            continue;
        }
        findings.push(
            about(
                Code::ManyWriters,
                claim.object,
                mode,
                format!("`{}` is for EBS volumes, which only one node can mount", class.id),
            )
            .related(class.node.value_of("provisioner").and_then(Node::span), "EBS")
            .help("use EFS, or `ReadWriteOnce` (only `io2` with `volumeMode: Block` can be attached to several nodes of one zone)"),
        );
    }
}
