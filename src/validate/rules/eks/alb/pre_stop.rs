//! EK1322: pods behind a load balancer stop before it stops sending to them.
//!
//! Source: EKS Best Practices, Load Balancing, "Gracefully handle SIGTERM, use a preStop hook".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::load_balancers::targets::{TargetType, target_port, targets};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut told = std::collections::BTreeSet::new();
    for target in targets(tree)
        .iter()
        .filter(|target| target.kind == Some(TargetType::Ip))
    {
        let Some(port) = target.port() else { continue };
        for pod in target.pods(tree) {
            let number = target_port(pod, port);
            let serving = pod.running().find(|container| {
                let mut ports = items(container, "ports").iter();
                ports.any(|port| port.value_of("containerPort").and_then(Node::as_int) == number)
            });
            let Some(container) =
                serving.filter(|container| container.at(&["lifecycle", "preStop"]).is_none())
            else {
                continue;
            };
            if !told.insert(&pod.object.id) {
                continue;
            }
            let node = container.value_of("name").unwrap_or(container);
            findings.push(
                about(
                    Code::NoPreStop,
                    pod.object,
                    node,
                    format!("`{}` stops at once, and the load balancer still sends to it for some seconds", pod.object.id),
                )
                .related(target.place.head().or(target.object().span), "the load balancer sends here")
                .help("add `lifecycle: {preStop: {sleep: {seconds: 15}}}` to the container"),
            );
        }
    }
}
