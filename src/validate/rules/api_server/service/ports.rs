//! EK1152: ports of a Service that the API server refuses. After `ValidateService` of `pkg/apis/core/validation`.

use rustc_hash::FxHashSet;

use super::{CLUSTER_IP, is_headless, kind_of};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

/// The range that a cluster takes node ports from unless it is told another, which a dry run does not look at; EKS leaves
/// it so.
const NODE_PORTS: std::ops::RangeInclusive<i64> = 30_000..=32_767;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of("", "Service") {
        let mut judge = Judge::new(Code::ServicePort, service, findings);
        let Some(spec) = service.node.value_of("spec") else {
            judge.says(&service.node, "a Service needs `spec.ports`");
            continue;
        };
        let ports = items(spec, "ports");
        let kind = kind_of(spec);
        if ports.is_empty() {
            if kind != "ExternalName" && !is_headless(spec) {
                judge.needs(spec, "ports", "a Service with an address");
            }
            continue;
        }
        for port in ports {
            if ports.len() > 1 {
                judge.needs(port, "name", "each of several ports");
            }
            one(port, kind, &mut judge);
        }
        twice(ports, &mut judge);
    }
}

fn one(port: &Node, kind: &str, judge: &mut Judge<'_, '_>) {
    judge.format_of(port, "name", Format::Label, "name for a port");
    judge.format_of(port, "appProtocol", Format::QualifiedName, "protocol");
    if let Some(empty) = port
        .value_of("appProtocol")
        .filter(|node| node.as_str() == Some(""))
    {
        judge.says(empty, "`appProtocol` is empty");
    }
    match port.value_of("targetPort") {
        Some(target) if target.as_str().is_some_and(|name| !name.is_empty()) => {
            judge.format(target, Format::PortName, "name of a port of a container");
        }
        _ => {}
    }
    let Some(node_port) = port
        .value_of("nodePort")
        .filter(|node| node.as_int() != Some(0))
    else {
        return;
    };
    if kind == CLUSTER_IP {
        judge.refuses(port, "nodePort", "with the type `ClusterIP`");
    } else if kind != "ExternalName" {
        let number = node_port.as_int().unwrap_or_default();
        if !NODE_PORTS.contains(&number) {
            judge.warns(
                node_port,
                format!("a cluster gives node ports from 30000 to 32767, found {number}"),
            );
        }
    }
}

fn twice(ports: &[Node], judge: &mut Judge<'_, '_>) {
    let mut names: FxHashSet<&str> = FxHashSet::default();
    let mut node_ports: FxHashSet<(&str, i64)> = FxHashSet::default();
    for port in ports {
        if let Some(name) = port.text_of("name")
            && name.as_str().is_some_and(|text| !names.insert(text))
        {
            judge.says(name, format!("two ports have the name {}", shown(name)));
        }
        let protocol = text(port, &["protocol"]).filter(|protocol| !protocol.is_empty());
        let protocol = protocol.unwrap_or("TCP");
        let number = |key| {
            let node = port.value_of(key)?;
            match node.value {
                Value::Int(number) if number != 0 => Some((node, number)),
                _ => None,
            }
        };
        if let Some((node, number)) = number("nodePort")
            && !node_ports.insert((protocol, number))
        {
            judge.says(
                node,
                format!("two ports have the node port {protocol} {number}"),
            );
        }
    }
}
