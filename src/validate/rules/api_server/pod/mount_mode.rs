//! EK1110: modes of mounts that do not fit together. After `validateMountPropagation` and
//! `validateMountRecursiveReadOnly` of `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, `recursiveReadOnly` counts (`RecursiveReadOnlyMounts`); before, it is dropped.
const RECURSIVE: Minor = Minor(31);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each(tree, findings, Code::MountMode, |pod, judge| {
        check_pod(pod, minor, judge)
    });
}

fn check_pod(pod: &Pod<'_>, minor: Minor, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        let privileged = container
            .at(&["securityContext", "privileged"])
            .and_then(Node::as_bool);
        for mount in items(container, "volumeMounts") {
            let propagation = mount.value_of("mountPropagation");
            if let Some(node) = propagation
                && node.as_str() == Some("Bidirectional")
                && privileged != Some(true)
            {
                let message = format!(
                    "{} is not privileged, so its mounts cannot be `Bidirectional`",
                    called(container)
                );
                judge.says(node, message);
            }
            if minor >= RECURSIVE {
                recursive(mount, propagation, judge);
            }
        }
    }
}

fn recursive(mount: &Node, propagation: Option<&Node>, judge: &mut Judge<'_, '_>) {
    let Some(node) = mount.value_of("recursiveReadOnly") else {
        return;
    };
    if !matches!(
        text(mount, &["recursiveReadOnly"]),
        Some("Enabled" | "IfPossible")
    ) {
        return;
    }
    if mount.value_of("readOnly").and_then(Node::as_bool) != Some(true) {
        judge.advises(
            node,
            "`recursiveReadOnly` needs a mount that is read-only",
            "add `readOnly: true`",
        );
    }
    if propagation
        .and_then(Node::as_str)
        .is_some_and(|propagation| propagation != "None")
    {
        judge.says(
            node,
            "`recursiveReadOnly` needs a mount without propagation",
        );
    }
}
