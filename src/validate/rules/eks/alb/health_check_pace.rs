//! EK1321: a load balancer gives up a pod before the pod's own readiness probe does.
//!
//! Source: EKS Best Practices, Load Balancing; Ingress annotations, `healthcheck-interval-seconds` and `unhealthy-threshold-count`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::Annotation;
use crate::validate::load_balancers::targets::{Target, TargetType, target_port, targets};
use crate::validate::rules::eks::probes::{number, readiness_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree) {
        if target.kind != Some(TargetType::Ip) || target.front.is_none() {
            continue;
        }
        let interval = seconds(target, "healthcheck-interval-seconds");
        let tries = seconds(target, "unhealthy-threshold-count");
        // The defaults, 15 seconds and 2 tries, are slow enough.
        let Some((object, place, _)) = interval.or(tries) else {
            continue;
        };
        let patience = interval
            .map_or(15, |(.., value)| value)
            .saturating_mul(tries.map_or(2, |(.., value)| value));
        let Some(port) = target.port() else { continue };
        let Some(pod) = target.pods(tree).next() else {
            continue;
        };
        let probe = target_port(pod, port).and_then(|port| readiness_of(pod, port));
        let Some(probe) = probe else { continue };
        let own =
            number(probe, "periodSeconds", 10).saturating_mul(number(probe, "failureThreshold", 3));
        if patience >= own {
            continue;
        }
        findings.push(
            about(
                Code::HealthCheckPace,
                object,
                place.node,
                format!("the load balancer gives up `{}` after {patience} s, its readiness probe after {own} s", pod.object.id),
            )
            .related(probe.head(), "the readiness probe")
            .help("a pause that the pod may take ends in 503: check less often, or probe faster"),
        );
    }
}

fn seconds<'a>(
    target: &Target<'a>,
    name: &str,
) -> Option<(&'a crate::k8s::Object, Annotation<'a>, i64)> {
    let (object, annotation) = target.annotation(name, "")?;
    Some((object, annotation, annotation.text.parse().ok()?))
}
