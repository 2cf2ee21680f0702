//! EK1120: a `resizePolicy` that the API server refuses. After `validateResizePolicy` of `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::ResizePolicy, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let never = text(pod.spec, &["restartPolicy"]) == Some("Never");
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in items(pod.spec, list) {
            let policies = items(container, "resizePolicy");
            let sidecar = text(container, &["restartPolicy"]) == Some("Always");
            for policy in policies {
                let what = format_args!("a resize policy of {}", called(container));
                judge.needs(policy, "resourceName", what);
                let Some(restart) = judge.needs(policy, "restartPolicy", what) else {
                    continue;
                };
                if restart.as_str() != Some("RestartContainer") {
                    continue;
                }
                if never {
                    restarts(restart, "of a pod that is never restarted", judge);
                } else if list == "initContainers" && !sidecar {
                    restarts(restart, "of an init container that ends", judge);
                }
            }
            let names = policies
                .iter()
                .filter_map(|policy| policy.text_of("resourceName"));
            judge.unique(names, "resize policies of one container");
        }
    }
}

fn restarts(policy: &Node, whose: &str, judge: &mut Judge<'_, '_>) {
    let message = format!("`RestartContainer` is not allowed in a resize policy {whose}");
    judge.advises(policy, message, "write `NotRequired`");
}
