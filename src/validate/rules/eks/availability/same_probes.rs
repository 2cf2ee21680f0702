//! EK1336: a container is killed for the reason for which it should only get no requests.
//!
//! Source: EKS Best Practices, Reliability: applications, "Liveness probe"; kube-score, "pod-probes-identical".

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::probes::budget;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.running() {
            let Some((liveness, readiness)) = container
                .value_of("livenessProbe")
                .zip(container.value_of("readinessProbe"))
            else {
                continue;
            };
            let same = ["httpGet", "grpc", "exec"].iter().any(|handler| {
                liveness
                    .value_of(handler)
                    .is_some_and(|there| readiness.value_of(handler) == Some(there))
            });
            if !same || budget(liveness) > budget(readiness) {
                continue;
            }
            findings.push(
                about(
                    Code::SameProbes,
                    pod.object,
                    liveness,
                    "the liveness probe asks what the readiness probe asks, and is no more patient",
                )
                .at(liveness.head())
                .related(readiness.head(), "the readiness probe")
                .help(
                    "ask for something that only a restart can mend, or raise `failureThreshold`",
                ),
            );
        }
    }
}
