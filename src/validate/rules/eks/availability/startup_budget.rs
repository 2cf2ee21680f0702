//! EK1333: a Deployment is given up before its pods must have started.
//!
//! Source: Kubernetes, Deployments, "Progress deadline seconds"; Container probes, `startupProbe`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::probes::{budget, number};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for deployment in tree.of_kind("Deployment") {
        let Some((pod, spec)) = tree
            .pod_of(deployment)
            .zip(deployment.node.value_of("spec"))
        else {
            continue;
        };
        let deadline = number(spec, "progressDeadlineSeconds", 600);
        let slow = pod.running().find_map(|container| {
            let probe = container.value_of("startupProbe")?;
            (budget(probe) > deadline).then_some(probe)
        });
        let Some(probe) = slow else { continue };
        findings.push(
            about(
                Code::StartupBudget,
                deployment,
                probe,
                format!("the pods of `{}` may take {} s to start, and it is given up after {deadline} s", deployment.id, budget(probe)),
            )
            .at(probe.head())
            .related(spec.value_of("progressDeadlineSeconds").and_then(crate::yaml::Node::span), "the deadline")
            .help(format!("set `progressDeadlineSeconds` above {}", budget(probe))),
        );
    }
}
