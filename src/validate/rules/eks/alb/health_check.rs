//! EK1319: a load balancer checks another path than the readiness probe of the pods.
//!
//! Source: EKS Best Practices, Load Balancing, "Use Pod Readiness Gates" and health checks; Ingress annotations, `healthcheck-path`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::targets::{TargetType, target_port, targets};
use crate::validate::rules::eks::probes::{http, readiness_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree) {
        if target.kind != Some(TargetType::Ip) || target.front.is_none() {
            continue;
        }
        let grpc = target
            .annotation("backend-protocol-version", "")
            .is_some_and(|(_, version)| version.text == "GRPC");
        let stated = target.annotation("healthcheck-path", "");
        let Some(port) = target.port().filter(|_| !grpc) else {
            continue;
        };
        let Some(pod) = target.pods(tree).next() else {
            continue;
        };
        let Some(number) = target_port(pod, port) else {
            continue;
        };
        let other = target.annotation("healthcheck-port", "");
        let other = other.and_then(|(_, port)| port.text.parse().ok());
        let number = other.unwrap_or(number);
        let Some((path, probed)) = readiness_of(pod, number).and_then(|probe| http(pod, probe))
        else {
            continue;
        };
        let checked = stated.map_or("/", |(_, path)| path.text);
        // Who states another port means it.
        if (probed == number && checked == path) || (probed != number && other.is_some()) {
            continue;
        }
        let (object, node) = match stated {
            Some((object, annotation)) => (object, annotation.node),
            None => (
                target.object(),
                target.place.value_of("name").unwrap_or(target.place),
            ),
        };
        let (checks, is_ready, help) = if probed == number {
            (
                String::new(),
                String::new(),
                format!("healthcheck-path: {path}"),
            )
        } else {
            (
                format!(" at port {number}"),
                format!(" at port {probed}"),
                format!("healthcheck-port: \"{probed}\"` and `healthcheck-path: {path}"),
            )
        };
        let message = format!(
            "the load balancer checks `{checked}`{checks}, and `{}` is ready by `{path}`{is_ready}",
            pod.object.id
        );
        findings.push(
            about(Code::HealthCheckPath, object, node, message)
                .help(format!("set `alb.ingress.kubernetes.io/{help}`")),
        );
    }
}
