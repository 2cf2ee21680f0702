//! EK1217: a ServiceMonitor or PodMonitor scrapes a port that nothing it selects has.
//!
//! Source: Prometheus Operator, API reference, `Endpoint.port`: the name of a port of the Service, or of the pod.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::monitors::{has_port, monitors, ports};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for monitor in monitors(tree) {
        if monitor.selected.is_empty() {
            continue;
        }
        for node in monitor
            .endpoints
            .iter()
            .filter_map(|endpoint| endpoint.value_of("port"))
        {
            let Some(name) = node.as_str() else { continue };
            // A number is told as one.
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
            if is_number
                || monitor
                    .selected
                    .iter()
                    .any(|object| has_port(tree, object, name))
            {
                continue;
            }
            let there = || {
                monitor
                    .selected
                    .iter()
                    .flat_map(|object| ports(tree, object))
            };
            let near = findings.near(name, there());
            let first = monitor.selected.first().map(|object| object.id.to_string());
            let message = format!("`{}` has no port named `{name}`", first.unwrap_or_default());
            let mut known: Vec<&str> = there().take(10).collect();
            known.dedup();
            let help = match known.as_slice() {
                [] => "give the port a name".to_owned(),
                known => format!("it has `{}`", known.join("`, `")),
            };
            findings.push(
                about(Code::UnknownMonitorPort, monitor.object, node, message)
                    .help(near.unwrap_or(help)),
            );
        }
    }
}
