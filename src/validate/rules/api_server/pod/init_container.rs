//! EK1124: what only containers that stay may have, in an init container that ends. After `validateInitContainers` of
//! `pkg/apis/core/validation`.

use super::{called, each, probes};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::InitContainer, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in items(pod.spec, "initContainers") {
        if text(container, &["restartPolicy"]) == Some("Always") {
            continue;
        }
        let lifecycle = container
            .value_of("lifecycle")
            .map(|node| ("lifecycle", node));
        for (name, node) in probes(container).chain(lifecycle) {
            let message = format!(
                "{} is an init container that ends, and has no `{name}`",
                called(container)
            );
            judge.advises(
                node,
                message,
                format!("remove `{name}`, or add `restartPolicy: Always`"),
            );
        }
    }
}
