//! EK1349: a claim without a class, where no class is the default one.
//!
//! Source: Amazon EKS User Guide, Kubernetes 1.30: "new clusters have no default StorageClass".

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::volumes::{claims, default_class};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    // Manifests without any class say nothing of those of the cluster.
    let knows = tree.target.is_some() || !tree.of_kind("StorageClass").is_empty();
    if !knows || default_class(tree).is_some() {
        return;
    }
    for claim in claims(tree)
        .into_iter()
        .filter(super::super::volumes::Claim::leaves_class_open)
    {
        let node = claim.node.value_of("spec").unwrap_or(claim.node);
        findings.push(
            about(
                Code::NoStorageClass,
                claim.object,
                node,
                "the claim names no class, and no StorageClass is the default one",
            )
            .at(node.head())
            .help(
                "add `storageClassName`, or make a class the default: since 1.30 EKS brings none",
            ),
        );
    }
}
