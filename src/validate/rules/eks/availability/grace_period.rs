//! EK1334: a pod is killed while its `preStop` hook still waits.
//!
//! Source: EKS Best Practices, Load Balancing, "terminationGracePeriodSeconds"; Kubernetes, Container lifecycle hooks.

use crate::diag::Code;
use crate::validate::components::option;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::probes::number;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.running() {
            let hook = container.at(&["lifecycle", "preStop"]).and_then(sleep);
            let grace = number(pod.spec, "terminationGracePeriodSeconds", 30);
            let waits = hook.map_or(0, |(_, seconds)| seconds);
            let (node, message, least) = match (hook, drain(container)) {
                (Some((node, seconds)), _) if seconds >= grace => (
                    node,
                    format!(
                        "`preStop` waits {seconds} s, and the pod is killed after {grace} s: nothing is left to shut down in"
                    ),
                    seconds.saturating_add(30),
                ),
                (_, Some((node, drain))) if waits.saturating_add(drain) > grace => (
                    node,
                    format!(
                        "requests may take {drain} s to end{}, and the pod is killed after {grace} s",
                        after(waits)
                    ),
                    waits.saturating_add(drain).saturating_add(5),
                ),
                _ => continue,
            };
            findings.push(
                about(Code::GracePeriod, pod.object, node, message)
                    .related(
                        pod.spec
                            .value_of("terminationGracePeriodSeconds")
                            .and_then(Node::span),
                        "the pod's time",
                    )
                    .help(format!(
                        "set `terminationGracePeriodSeconds: {least}` or more"
                    )),
            );
        }
    }
}

fn after(waits: i64) -> String {
    match waits {
        0 => String::new(),
        waits => format!(" after the {waits} s of `preStop`"),
    }
}

/// Returns the seconds that a server takes to end what it does: gunicorn, hypercorn and uvicorn by option, Spring by variable.
fn drain(container: &Node) -> Option<(&Node, i64)> {
    let options = ["--graceful-timeout", "--timeout-graceful-shutdown"];
    let stated = options.iter().find_map(|name| option(container, name));
    if let Some((node, value)) = stated {
        return Some((node, value.parse().ok()?));
    }
    let variable = items(container, "env").iter().find(|variable| {
        text(variable, &["name"]) == Some("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE")
    })?;
    let node = variable.value_of("value")?;
    Some((node, node.as_str()?.strip_suffix('s')?.parse().ok()?))
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
