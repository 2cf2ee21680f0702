//! EK1372: NetworkPolicies keep a load balancer from its pods.
//!
//! Source: AWS Load Balancer Controller, `target-type: ip`: requests come from addresses of the load balancer's subnets, not from pods.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::targets::{TargetType, target_port, targets};
use crate::validate::rules::eks::peers::lets_port;
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.of_kind("NetworkPolicy").is_empty() {
        return;
    }
    let policies = Policies::new(tree, Direction::In);
    let mut told = FxHashSet::default();
    for target in targets(tree)
        .iter()
        .filter(|target| target.kind == Some(TargetType::Ip))
    {
        let Some(port) = target.port() else { continue };
        for pod in target.pods(tree) {
            let Some(first) = policies.of(pod).first() else {
                continue;
            };
            let Some(number) = target_port(pod, port) else {
                continue;
            };
            let ports = pod
                .running()
                .flat_map(|container| items(container, "ports"));
            let names: Vec<&str> = ports
                .filter(|port| {
                    port.value_of("containerPort")
                        .and_then(crate::yaml::Node::as_int)
                        == Some(number)
                })
                .filter_map(|port| text(port, &["name"]))
                .collect();
            let open = policies.rules(pod).any(|rule| {
                let peers = policies.peers(rule);
                lets_port(rule, number, &names)
                    && (peers.is_empty()
                        || peers.iter().any(|peer| peer.value_of("ipBlock").is_some()))
            });
            if open || !told.insert((&first.id, number)) {
                continue;
            }
            let node = first.node.at(&["metadata", "name"]).unwrap_or(&first.node);
            findings.push(
                about(
                    Code::AlbBlocked,
                    first,
                    node,
                    format!("no policy lets the load balancer of `{}` in at port {number} of `{}`", target.object().id, pod.object.id),
                )
                .related(target.place.head().or(target.object().span), "the load balancer sends here")
                .help(format!("add an ingress rule from the range of the load balancer's subnets: `from: [{{ipBlock: {{cidr: …}}}}]`, port {number}")),
            );
        }
    }
}
