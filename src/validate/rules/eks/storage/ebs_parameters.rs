//! EK1353: parameters of an EBS class that the driver refuses.
//!
//! Source: aws-ebs-csi-driver, `docs/parameters.md`, "Restrictions"; `CreateVolume` in `pkg/driver/controller.go`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::volumes::parameter;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What the driver knows, besides keys of the provisioner's and tags.
const KNOWN: &[&str] = &[
    "allowAutoIOPSIncreaseOnModify",
    "allowAutoIOPSPerGBIncrease",
    "blockAttachUntilInitialized",
    "blockExpress",
    "blockSize",
    "bytesPerInode",
    "encrypted",
    "ext4BigAlloc",
    "ext4ClusterSize",
    "ext4EncryptionSupport",
    "fsType",
    "inodeSize",
    "iops",
    "iopsPerGB",
    "kmsKeyId",
    "numberOfInodes",
    "outpostArn",
    "throughput",
    "type",
    "volumeInitializationRate",
];

const TYPES: &[&str] = &["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of_kind("StorageClass") {
        if text(&class.node, &["provisioner"]) != Some("ebs.csi.aws.com") {
            continue;
        }
        unknown(class, findings);
        let stated = parameter(class, "type");
        let kind = stated.and_then(Node::as_str).unwrap_or("gp3");
        if let Some(node) = stated.filter(|_| !TYPES.contains(&kind)) {
            let near = findings.near(kind, TYPES.iter().copied());
            findings.push(
                about(
                    Code::EbsParameters,
                    class,
                    node,
                    format!("`{kind}` is no type of EBS volume"),
                )
                .maybe_help(near),
            );
        }
        if let Some((_, node)) = parameter(class, "iops").zip(parameter(class, "iopsPerGB")) {
            findings.push(
                about(
                    Code::EbsParameters,
                    class,
                    node,
                    "the driver takes `iops` or `iopsPerGB`, not both",
                )
                .help("remove one"),
            );
        }
        let speeds = [
            ("throughput", &["gp3"][..]),
            ("iops", &["gp3", "io1", "io2"]),
            ("iopsPerGB", &["gp3", "io1", "io2"]),
        ];
        for (key, kinds) in speeds {
            let Some(node) =
                parameter(class, key).filter(|_| TYPES.contains(&kind) && !kinds.contains(&kind))
            else {
                continue;
            };
            let message = format!(
                "`{key}` is for `{}`, and the class is for `{kind}`",
                kinds.join("`, `")
            );
            findings.push(
                about(Code::EbsParameters, class, node, message)
                    .help("remove it, or take `type: gp3`"),
            );
        }
    }
}

fn unknown(class: &Object, findings: &mut Findings) {
    let parameters = class.node.value_of("parameters").and_then(Node::as_map);
    for entry in parameters.into_iter().flatten() {
        let name = entry.key.name.as_str();
        let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
            || name.starts_with("csi.storage.k8s.io/")
            || name.starts_with("tagSpecification");
        if !known {
            let near = findings.near(name, KNOWN.iter().copied());
            let finding = about(
                Code::EbsParameters,
                class,
                &entry.value,
                format!("the driver has no parameter `{name}`"),
            );
            findings.push(finding.at(entry.key.span.or(class.span)).maybe_help(near));
        }
    }
}
