//! EK1323: a load balancer keeps connections longer than the pods behind it live.
//!
//! Source: EKS Best Practices, Load Balancing; Elastic Load Balancing, "Deregistration delay" (300 seconds where nothing is said).

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree) {
        if target.kind != Some(TargetType::Ip) {
            continue;
        }
        let stated = target.attribute("deregistration_delay.timeout_seconds");
        let delay = match stated {
            Some((.., text)) => text.parse().ok(),
            None => Some(300),
        };
        let Some(delay) = delay else { continue };
        let mut pods = target.pods(tree);
        let grace = |spec: &Node| {
            spec.value_of("terminationGracePeriodSeconds")
                .and_then(Node::as_int)
                .unwrap_or(30)
        };
        let Some(pod) = pods.find(|pod| grace(pod.spec) < delay) else {
            continue;
        };
        let (object, node) = match stated {
            Some((object, annotation, _)) => (object, annotation.node),
            None => (
                target.object(),
                target.place.value_of("name").unwrap_or(target.place),
            ),
        };
        let seconds = grace(pod.spec);
        findings.push(
            about(
                Code::DeregistrationDelay,
                object,
                node,
                format!("the load balancer keeps connections for {delay} s, and `{}` is killed after {seconds} s", pod.object.id),
            )
            .related(pod.spec.value_of("terminationGracePeriodSeconds").and_then(Node::span), "the pod's time")
            .help(format!("set `deregistration_delay.timeout_seconds={}` in the attributes of the target group, or give the pod more time", seconds.min(30))),
        );
    }
}
