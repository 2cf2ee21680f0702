//! EK1325: pods behind a load balancer have no readiness probe.
//!
//! Source: EKS Best Practices, Load Balancing, and Reliability: applications, "Configure the readiness probe".

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut told = std::collections::BTreeSet::new();
    for target in targets(tree)
        .iter()
        .filter(|target| target.kind == Some(TargetType::Ip))
    {
        for pod in target.pods(tree) {
            let mut running = pod.running();
            if running.any(|container| container.value_of("readinessProbe").is_some())
                || !told.insert(&pod.object.id)
            {
                continue;
            }
            let Some(container) = pod.running().last() else {
                continue;
            };
            findings.push(
                about(
                    Code::NoReadinessProbe,
                    pod.object,
                    container.value_of("name").unwrap_or(container),
                    format!(
                        "`{}` gets requests as soon as it runs: no container has a readiness probe",
                        pod.object.id
                    ),
                )
                .related(
                    target.place.head().or(target.object().span),
                    "the load balancer sends here",
                )
                .help("add a `readinessProbe`"),
            );
        }
    }
}
