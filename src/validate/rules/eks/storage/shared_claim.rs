//! EK1348: pods that replace each other, or stand side by side, wait for one volume.
//!
//! Source: Kubernetes, Persistent Volumes, "Access Modes"; aws-ebs-csi-driver, `docs/multi-attach.md`.

use std::cell::LazyCell;

use crate::diag::{Code, Severity};
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::Pod;
use crate::validate::rules::eks::sizes::Sizes;
use crate::validate::rules::eks::volumes::{Claim, is_ebs};
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let sizes = LazyCell::new(|| Sizes::new(tree));
    for deployment in tree.of_kind("Deployment") {
        let Some(pod) = tree.pod_of(deployment) else {
            continue;
        };
        let Some((node, claim)) = single(tree, deployment, pod) else {
            continue;
        };
        let described = Claim {
            object: claim,
            node: &claim.node,
        };
        let class = described.class(tree);
        let of_one_pod = described
            .access_modes()
            .iter()
            .all(|mode| mode.as_str() == Some("ReadWriteOncePod"));
        // Drivers of file systems let every node in, whatever the claim says.
        if !of_one_pod && class.is_some_and(|class| !is_ebs(class)) {
            continue;
        }
        let least = sizes.least(deployment);
        let (severity, message, help) = if least > 1 {
            (
                Code::ClaimOfMany.severity(),
                format!(
                    "{least} pods of `{}` share `{}`, which one {} can mount",
                    deployment.id,
                    claim.id,
                    if of_one_pod { "pod" } else { "node" }
                ),
                "make it a StatefulSet with `volumeClaimTemplates`, or use EFS with `ReadWriteMany`",
            )
        } else if replaces_first(&deployment.node) && least > 0 {
            // Of a class that nobody knows, the volume may be one that two nodes can mount.
            let certain = of_one_pod || class.is_some();
            (
                if certain {
                    Code::ClaimOfMany.severity()
                } else {
                    Severity::Warning
                },
                format!(
                    "a new pod of `{}` waits for `{}`, which the old one holds until the new one is ready",
                    deployment.id, claim.id
                ),
                "set `strategy: {type: Recreate}`",
            )
        } else {
            continue;
        };
        let mut finding = about(Code::ClaimOfMany, deployment, node, message);
        finding.severity = severity;
        findings.push(
            finding
                .related(
                    claim.node.at(&["spec", "accessModes"]).and_then(Node::span),
                    "for one node",
                )
                .help(help),
        );
    }
}

/// Returns the claim for one node or pod that a Deployment mounts, and the name by which it does.
fn single<'a>(
    tree: &Tree<'a>,
    deployment: &Object,
    pod: &Pod<'a>,
) -> Option<(&'a Node, &'a Object)> {
    items(pod.spec, "volumes").iter().find_map(|volume| {
        let node = volume.at(&["persistentVolumeClaim", "claimName"])?;
        let namespace = deployment.id.namespace.as_str();
        let claim = tree.get("", "PersistentVolumeClaim", namespace, node.as_str()?)?;
        let modes = items(claim.node.value_of("spec")?, "accessModes");
        let single = modes
            .iter()
            .all(|mode| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod")));
        (single && !modes.is_empty()).then_some((node, claim))
    })
}

/// Whether a rollout starts the new pod before it stops the old one.
fn replaces_first(deployment: &Node) -> bool {
    let Some(strategy) = deployment.at(&["spec", "strategy"]) else {
        return true;
    };
    let surge = strategy
        .at(&["rollingUpdate", "maxSurge"])
        .map(|surge| &surge.value);
    let none = matches!(surge, Some(Value::Int(0)))
        || matches!(surge, Some(Value::String(text)) if text == "0%");
    text(strategy, &["type"]) != Some("Recreate") && !none
}
