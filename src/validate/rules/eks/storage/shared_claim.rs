//! EK1348: pods that replace each other, or stand side by side, wait for one volume.
//!
//! Source: Kubernetes, Persistent Volumes, "Access Modes"; aws-ebs-csi-driver, `docs/multi-attach.md`.

use std::cell::LazyCell;

use crate::diag::{Code, Severity};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::sizes::Sizes;
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let sizes = LazyCell::new(|| Sizes::new(tree));
    for deployment in tree.of_kind("Deployment") {
        let Some(pod) = tree.pod_of(deployment) else {
            continue;
        };
        let claim = items(pod.spec, "volumes").iter().find_map(|volume| {
            let node = volume.at(&["persistentVolumeClaim", "claimName"])?;
            let claim = tree.get(
                "",
                "PersistentVolumeClaim",
                &deployment.id.namespace,
                node.as_str()?,
            )?;
            let modes = claim
                .node
                .value_of("spec")
                .map(|spec| items(spec, "accessModes"))?;
            let single = modes
                .iter()
                .all(|mode| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod")));
            (single && !modes.is_empty()).then_some((node, claim))
        });
        let Some((node, claim)) = claim else { continue };
        let least = sizes.least(deployment);
        let (severity, message, help) = if least > 1 {
            (
                Code::ClaimOfMany.severity(),
                format!(
                    "{least} pods of `{}` share `{}`, which one node can mount",
                    deployment.id, claim.id
                ),
                "make it a StatefulSet with `volumeClaimTemplates`, or use EFS with `ReadWriteMany`",
            )
        } else if replaces_first(&deployment.node) && least > 0 {
            (
                Severity::Warning,
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
