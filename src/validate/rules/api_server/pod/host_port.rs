//! EK1104: ports of the node that two containers claim, or that differ from those of a container on the node's network.
//! After `checkHostPortConflicts` and `validatePodHostNetworkDeps` of `pkg/apis/core/validation`.

use rustc_hash::FxHashSet;

use super::each;
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::HostPort, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let on_host = pod.is_on_host_network();
    if on_host {
        for container in items(pod.spec, "containers") {
            for port in items(container, "ports") {
                same_port(port, judge);
            }
        }
    }
    // Init containers run one by one, so that each is alone. In a template, nothing is added yet.
    let on_host = on_host && pod.object.id.kind == "Pod";
    unique(items(pod.spec, "containers"), on_host, judge);
    for container in items(pod.spec, "initContainers") {
        unique(std::slice::from_ref(container), on_host, judge);
    }
}

/// Where nothing is stated, the port of the container becomes that of the node.
fn same_port(port: &Node, judge: &mut Judge<'_, '_>) {
    let number = |key| port.value_of(key).and_then(Node::as_int).unwrap_or(0);
    let (host, container) = (number("hostPort"), number("containerPort"));
    if let Some(node) = port.value_of("hostPort")
        && host != 0
        && host != container
    {
        let message = format!(
            "with `hostNetwork`, the port of the node is that of the container, {container}; found {host}"
        );
        judge.advises(node, message, "remove `hostPort`");
    }
}

fn unique(containers: &[Node], on_host: bool, judge: &mut Judge<'_, '_>) {
    let mut taken: FxHashSet<(&str, &str, i64)> = FxHashSet::default();
    for container in containers {
        for port in items(container, "ports") {
            let stated = port
                .value_of("hostPort")
                .filter(|node| node.as_int() != Some(0));
            let inherited = port.value_of("containerPort").filter(|_| on_host);
            let Some((node, number)) = stated
                .or(inherited)
                .and_then(|node| Some((node, node.as_int()?)))
            else {
                continue;
            };
            let protocol = text(port, &["protocol"])
                .filter(|text| !text.is_empty())
                .unwrap_or("TCP");
            let address = text(port, &["hostIP"]).unwrap_or_default();
            if !taken.insert((protocol, address, number)) {
                let message =
                    format!("two ports of the pod claim {protocol} port {number} of the node");
                judge.says(node, message);
            }
        }
    }
}
