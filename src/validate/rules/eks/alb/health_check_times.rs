//! EK1305: a health check of a load balancer may last until the next one, which AWS refuses.
//!
//! Source: Elastic Load Balancing API, CreateTargetGroup, `HealthCheckTimeoutSeconds`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{PREFIX, annotation};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in ["Ingress", "Service"] {
        for object in tree.of_kind(kind) {
            times(object, findings);
        }
    }
}

fn times(object: &Object, findings: &mut Findings) {
    let seconds = |name| {
        annotation(object, PREFIX, name)
            .and_then(|value| Some((value, value.text.parse::<i64>().ok()?)))
    };
    let Some((place, timeout)) = seconds("healthcheck-timeout-seconds") else {
        return;
    };
    let interval = seconds("healthcheck-interval-seconds").map_or(15, |(_, interval)| interval);
    if timeout >= interval && (5..=300).contains(&interval) {
        let message = format!(
            "`healthcheck-timeout-seconds`: fewer seconds than between two checks ({interval}) were expected, not {timeout}"
        );
        findings.push(about(Code::AlbAnnotationValue, object, place.node, message));
    }
}
