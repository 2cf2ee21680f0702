//! EK1122: probes and hooks that say no action, several, or half of one. After `validateHandler` and `validateProbe` of
//! `pkg/apis/core/validation`.

use std::fmt;

use super::{called, each, handlers, probes};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What a probe can do.
const OF_PROBES: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];

/// What a hook can do.
const OF_HOOKS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "sleep"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Probe, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.running() {
        for (name, probe) in probes(container) {
            let what = format_args!("the {name} of {}", called(container));
            action(probe, &OF_PROBES, what, judge);
            values(name, probe, what, judge);
        }
        for (name, hook) in handlers(container) {
            action(
                hook,
                &OF_HOOKS,
                format_args!("the {name} hook of {}", called(container)),
                judge,
            );
        }
    }
}

fn action(
    handler: &Node,
    actions: &[&'static str],
    what: fmt::Arguments<'_>,
    judge: &mut Judge<'_, '_>,
) {
    if handler.as_map().is_none() {
        return;
    }
    let Some((name, action)) = judge.one_of(handler, actions, what) else {
        return;
    };
    match name {
        "exec" => {
            judge.needs(action, "command", what);
        }
        "httpGet" | "tcpSocket" | "grpc" => match action.value_of("port") {
            None => judge.says(action, format!("{what} needs `port`")),
            Some(port) => {
                judge.within(port, 1..=65535, "a port");
                judge.format(port, Format::PortName, "name for a port");
            }
        },
        _ => {}
    }
    for header in items(action, "httpHeaders") {
        if let Some(name) = judge.needs(header, "name", "an HTTP header") {
            judge.format(name, Format::Header, "name for an HTTP header");
        }
    }
}

fn values(name: &str, probe: &Node, what: fmt::Arguments<'_>, judge: &mut Judge<'_, '_>) {
    let successes = probe.value_of("successThreshold");
    if name != "readinessProbe"
        && let Some(node) =
            successes.filter(|node| node.as_int().is_some_and(|n| !matches!(n, 0 | 1)))
    {
        judge.advises(
            node,
            format!("{what} succeeds the first time: `successThreshold` is 1"),
            "remove it",
        );
    }
    let grace = probe.value_of("terminationGracePeriodSeconds");
    if let Some(node) = grace.filter(|_| name == "readinessProbe") {
        judge.advises(
            node,
            format!("{what} ends nothing, so it has no grace period"),
            "remove it",
        );
    }
}
