//! EK1354: parameters of an EFS class that the driver refuses.
//!
//! Source: aws-efs-csi-driver, `docs/README.md`, "Storage Class Parameters for Dynamic Provisioning".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of_kind("StorageClass") {
        if text(&class.node, &["provisioner"]) != Some("efs.csi.aws.com") {
            continue;
        }
        // Without parameters the class is for volumes that are there already.
        let Some(parameters) = class
            .node
            .value_of("parameters")
            .filter(|node| node.as_map().is_some_and(|map| !map.is_empty()))
        else {
            continue;
        };
        let mut wrong = |node: &Node, message: &str, help: &str| {
            let finding = about(Code::EfsParameters, class, node, message);
            findings.push(finding.at(node.head()).help(help));
        };
        let systems = parameters
            .as_map()
            .into_iter()
            .flat_map(|map| map.keys())
            .filter(|key| key.starts_with("fileSystemId"));
        match systems.count() {
            0 => wrong(
                parameters,
                "the class does not say in which file system",
                "add `fileSystemId: fs-…`",
            ),
            1 => {}
            _ => wrong(
                parameters,
                "the class names its file system in two ways",
                "leave one of the `fileSystemId…` parameters",
            ),
        }
        match parameters.value_of("provisioningMode") {
            None => wrong(
                parameters,
                "the driver makes volumes only with `provisioningMode`",
                "add `provisioningMode: efs-ap`",
            ),
            Some(mode) if !matches!(mode.as_str(), Some("efs-ap" | "efs-dir" | "s3files-ap")) => {
                wrong(
                    mode,
                    "the driver does not know this `provisioningMode`",
                    "set `provisioningMode: efs-ap`",
                )
            }
            Some(_) => {}
        }
        let (start, end) = (
            parameters.value_of("gidRangeStart"),
            parameters.value_of("gidRangeEnd"),
        );
        if let (Some(one), None) | (None, Some(one)) = (start, end) {
            wrong(
                one,
                "`gidRangeStart` and `gidRangeEnd` need each other",
                "state both, or none",
            );
        }
    }
}
