//! EK1352: a storage class makes volumes that are not encrypted.
//!
//! Source: EKS Best Practices, Security: data encryption, "Encrypt data at rest"; aws-ebs-csi-driver, `docs/parameters.md`, `encrypted`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::volumes::{is_ebs, parameter};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree
        .of_kind("StorageClass")
        .iter()
        .filter(|class| is_ebs(class))
    {
        let stated = parameter(class, "encrypted");
        let encrypts = stated
            .and_then(|node| node.to_text())
            .is_some_and(|text| text.eq_ignore_ascii_case("true"));
        // Auto Mode encrypts whatever the class says.
        if encrypts || text(&class.node, &["provisioner"]) == Some("ebs.csi.eks.amazonaws.com") {
            continue;
        }
        let node = stated
            .or(class.node.value_of("parameters"))
            .or(class.node.value_of("provisioner"))
            .unwrap_or(&class.node);
        findings.push(
            about(
                Code::UnencryptedVolumes,
                class,
                node,
                format!("`{}` makes volumes that are not encrypted", class.id),
            )
            .at(node.head())
            .note("unless the account encrypts every new volume of the region")
            .help("add `encrypted: \"true\"` to `parameters`"),
        );
    }
}
