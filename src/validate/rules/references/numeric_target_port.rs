//! EK1202: a Service sends to a port by a number that no container declares.
//!
//! Source: Kubernetes, Pod v1: `containerPort` is a declaration, so a process may listen without one. A warning, and only where the
//! containers declare other ports.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of_kind("Service") {
        let Some(spec) = service.node.value_of("spec") else {
            continue;
        };
        let headless = text(spec, &["clusterIP"]) == Some("None");
        let Some(selector) = spec.value_of("selector").filter(|_| !headless) else {
            continue;
        };
        let selector = LabelSelector::equal_to(selector);
        if selector.is_empty() {
            continue;
        }
        for port in items(spec, "ports") {
            let target = port.value_of("targetPort").or(port.value_of("port"));
            let Some((node, number)) = target.and_then(|node| Some((node, node.as_int()?))) else {
                continue;
            };
            let protocol = protocol(port);
            let lacking = tree
                .pods
                .matching(&service.id.namespace, &selector)
                .find(|pod| {
                    declared(pod).next().is_some()
                        && !declared(pod).any(|there| there == (number, protocol))
                });
            let Some(pod) = lacking else { continue };
            let there: Vec<String> = declared(pod)
                .map(|(number, protocol)| {
                    if protocol == "TCP" {
                        format!("{number}")
                    } else {
                        format!("{number}/{protocol}")
                    }
                })
                .collect();
            let message = format!(
                "no container of `{}` declares the port {number}/{protocol}",
                pod.object.id
            );
            findings.push(
                about(Code::UndeclaredTargetPort, service, node, message)
                    .help(format!("they declare {}", there.join(", "))),
            );
        }
    }
}

fn declared<'a>(pod: &Pod<'a>) -> impl Iterator<Item = (i64, &'a str)> + use<'a> {
    pod.running()
        .flat_map(|container| items(container, "ports"))
        .filter_map(|port| Some((port.value_of("containerPort")?.as_int()?, protocol(port))))
}

fn protocol(port: &Node) -> &str {
    text(port, &["protocol"]).unwrap_or("TCP")
}
