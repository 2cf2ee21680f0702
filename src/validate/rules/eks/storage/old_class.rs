//! EK1350: volumes of an old make: `gp2`, or the driver that Kubernetes no longer has.
//!
//! Source: EKS Best Practices, Cost Optimization: storage, "gp3"; aws-ebs-csi-driver, `docs/README.md`, migration from the in-tree driver.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::volumes::{claims, is_ebs, parameter};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree
        .of_kind("StorageClass")
        .iter()
        .filter(|class| is_ebs(class))
    {
        if let Some(node) = class
            .node
            .value_of("provisioner")
            .filter(|_| text(&class.node, &["provisioner"]) == Some("kubernetes.io/aws-ebs"))
        {
            findings.push(
                about(
                    Code::OldStorageClass,
                    class,
                    node,
                    format!(
                        "`{}` asks the driver that was part of Kubernetes once",
                        class.id
                    ),
                )
                .help("set `provisioner: ebs.csi.aws.com`"),
            );
        }
        if let Some(node) = parameter(class, "type").filter(|node| node.as_str() == Some("gp2")) {
            findings.push(
                about(Code::OldStorageClass, class, node, format!("`{}` makes `gp2` volumes", class.id))
                    .help("set `type: gp3`: it costs a fifth less, and its speed does not depend on its size"),
            );
        }
    }
    for claim in claims(tree) {
        let Some(node) = claim
            .class_name()
            .filter(|name| name.as_str() == Some("gp2"))
        else {
            continue;
        };
        // A class of that name in the tree has had its say.
        if claim.class(tree).is_none() {
            findings.push(
                about(
                    Code::OldStorageClass,
                    claim.object,
                    node,
                    "the claim names `gp2`, the class that old clusters came with",
                )
                .help("name a class with `type: gp3`"),
            );
        }
    }
}
