//! EK1375: where the VPC CNI enforces policies, a Service and its pods should have one port.
//!
//! Source: Amazon EKS User Guide, "Limit pod traffic with Kubernetes network policies", Considerations: "the service port must be the
//! same as the container port".

use rustc_hash::FxHashSet;

use super::engines::{other, vpc_cni};
use crate::diag::Code;
use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::targets::{selected, target_port};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(switch) = vpc_cni(tree).filter(|switch| switch.on && other(tree).is_none()) else {
        return;
    };
    let called = called(tree);
    for service in tree.of("", "Service") {
        let spec = service.node.value_of("spec");
        // Of a headless one, clients call the port of the pods.
        let is_headless = text(&service.node, &["spec", "clusterIP"]) == Some("None");
        let pods = if is_headless {
            Vec::new()
        } else {
            selected(tree, service)
        };
        let Some(pod) = pods.into_iter().find(|pod| called.contains(&pod.object.id)) else {
            continue;
        };
        for port in spec.map_or(&[][..], |spec| items(spec, "ports")) {
            let stated = port.value_of("port");
            let number = stated.and_then(Node::as_int);
            let Some(to) = target_port(pod, port).filter(|to| Some(*to) != number) else {
                continue;
            };
            let node = stated.unwrap_or(port);
            findings.push(
                say(service, node, to, &pod.object.id)
                    .related(switch.node.span(), "the VPC CNI enforces policies"),
            );
        }
    }
}

fn say(service: &Object, node: &Node, to: i64, pods: &ObjectId) -> crate::diag::Diagnostic {
    let message = format!(
        "`{}` has another port than its pods, {to} of `{pods}`, which policies for egress name",
        service.id
    );
    about(Code::PolicyServicePort, service, node, message).help(format!("set `port: {to}`"))
}

/// Returns the pods that policies let others call at certain ports.
fn called<'a>(tree: &Tree<'a>) -> FxHashSet<&'a ObjectId> {
    let mut called = FxHashSet::default();
    for policy in tree.of("networking.k8s.io", "NetworkPolicy") {
        let spec = policy.node.value_of("spec");
        let rules = spec.map_or(&[][..], |spec| items(spec, "egress")).iter();
        let with_ports = rules.filter(|rule| !items(rule, "ports").is_empty());
        for peer in with_ports.flat_map(|rule| items(rule, "to")) {
            let Some(selector) = peer.value_of("podSelector").map(LabelSelector::read) else {
                continue;
            };
            let namespaces = match peer.value_of("namespaceSelector") {
                None => vec![policy.id.namespace.as_str()],
                Some(namespaces) => tree.namespaces_with(&LabelSelector::read(namespaces)),
            };
            for namespace in namespaces {
                called.extend(
                    tree.pods
                        .matching(namespace, &selector)
                        .map(|pod| &pod.object.id),
                );
            }
        }
    }
    called
}
