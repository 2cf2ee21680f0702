//! EK1334: a pod is killed while its `preStop` hook still waits.
//!
//! Source: EKS Best Practices, Load Balancing, "terminationGracePeriodSeconds"; Kubernetes, Container lifecycle hooks.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::rules::eks::probes::number;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.running() {
            let Some((node, seconds)) = container.at(&["lifecycle", "preStop"]).and_then(sleep)
            else {
                continue;
            };
            let grace = number(pod.spec, "terminationGracePeriodSeconds", 30);
            if seconds < grace {
                continue;
            }
            findings.push(
                about(
                    Code::GracePeriod,
                    pod.object,
                    node,
                    format!("`preStop` waits {seconds} s, and the pod is killed after {grace} s: nothing is left to shut down in"),
                )
                .related(pod.spec.value_of("terminationGracePeriodSeconds").and_then(Node::span), "the pod's time")
                .help(format!("set `terminationGracePeriodSeconds: {}` or more", seconds.saturating_add(30))),
            );
        }
    }
}

/// Returns the seconds that a hook sleeps, as far as it says so.
fn sleep(hook: &Node) -> Option<(&Node, i64)> {
    if let Some(node) = hook.at(&["sleep", "seconds"]) {
        return Some((node, node.as_int()?));
    }
    let exec = hook.value_of("exec")?;
    items(exec, "command")
        .iter()
        .enumerate()
        .find_map(|(at, word)| {
            let text = word.as_str()?;
            let seconds = match text.strip_prefix("sleep ") {
                Some(rest) => rest.split([' ', ';', '&']).next()?,
                None if text == "sleep" || text.ends_with("/sleep") => {
                    items(exec, "command").get(at + 1)?.as_str()?
                }
                None => return None,
            };
            Some((word, seconds.parse().ok()?))
        })
}
