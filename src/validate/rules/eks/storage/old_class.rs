//! EK1350: volumes of an old make: `gp2`, or the driver that Kubernetes no longer has.
//!
//! Source: EKS Best Practices, Cost Optimization: storage, "gp3"; aws-ebs-csi-driver, `docs/README.md`, migration from the in-tree driver.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::volumes::{claims, is_ebs, parameter};
use crate::validate::tree::Tree;
use crate::yaml::Node;

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
    for volume in tree.of_kind("PersistentVolume") {
        if let Some(node) = volume.node.at(&["spec", "awsElasticBlockStore"]) {
            in_tree(
                volume,
                node,
                "name `csi: {driver: ebs.csi.aws.com, volumeHandle: vol-…}` instead",
                findings,
            );
        }
    }
    for pod in tree.pods.iter() {
        for volume in items(pod.spec, "volumes") {
            if let Some(node) = volume.value_of("awsElasticBlockStore") {
                in_tree(
                    pod.object,
                    node,
                    "use a claim for a PersistentVolume of `ebs.csi.aws.com`",
                    findings,
                );
            }
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

fn in_tree(object: &Object, node: &Node, help: &str, findings: &mut Findings) {
    let message = format!(
        "`{}` asks the driver that was part of Kubernetes once",
        object.id
    );
    findings.push(
        about(Code::OldStorageClass, object, node, message)
            .at(node.head())
            .help(help),
    );
}
