//! EK1385: a monitor names a port that is not there.
//!
//! Source: Prometheus Operator, API reference: `Endpoint.port` is "the name of the Service port".

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::monitors::services;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let services = services(tree);
    for monitor in tree.of_kind("ServiceMonitor") {
        let Some(spec) = monitor.node.value_of("spec") else {
            continue;
        };
        let selected = services.selected(monitor);
        let ports = selected
            .iter()
            .filter_map(|service| service.node.value_of("spec"))
            .flat_map(|spec| items(spec, "ports"));
        let names: Vec<&str> = ports.filter_map(|port| text(port, &["name"])).collect();
        one(
            monitor,
            items(spec, "endpoints"),
            &names,
            !selected.is_empty(),
            findings,
        );
    }
    for monitor in tree.of_kind("PodMonitor") {
        let Some(spec) = monitor.node.value_of("spec") else {
            continue;
        };
        let selector = spec
            .value_of("selector")
            .map_or_else(LabelSelector::default, LabelSelector::read);
        let mut found = tree
            .pods
            .matching(&monitor.id.namespace, &selector)
            .peekable();
        let any = found.peek().is_some() && spec.value_of("namespaceSelector").is_none();
        let ports = found
            .flat_map(|pod| pod.running())
            .flat_map(|container| items(container, "ports"));
        let names: Vec<&str> = ports.filter_map(|port| text(port, &["name"])).collect();
        one(
            monitor,
            items(spec, "podMetricsEndpoints"),
            &names,
            any,
            findings,
        );
    }
}

fn one(
    monitor: &crate::k8s::Object,
    endpoints: &[crate::yaml::Node],
    names: &[&str],
    known: bool,
    findings: &mut Findings,
) {
    for endpoint in endpoints {
        let Some((node, name)) = endpoint
            .value_of("port")
            .and_then(|node| Some((node, node.as_str()?)))
        else {
            continue;
        };
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let (message, help) = if is_number {
            (
                format!("`{name}` is a number, where the name of a port was expected"),
                Some("name the port, or use `targetPort`".to_owned()),
            )
        } else if known && !names.contains(&name) {
            (
                format!(
                    "nothing that `{}` selects has a port named `{name}`",
                    monitor.id
                ),
                findings.near(name, names.iter().copied()),
            )
        } else {
            continue;
        };
        findings.push(about(Code::MonitorPort, monitor, node, message).maybe_help(help));
    }
}
