//! EK1320: the port of a health check cannot be found.
//!
//! Source: `buildTargetGroupHealthCheckPort` in `pkg/ingress/model_build_target_group.go` of the AWS Load Balancer Controller.

use crate::diag::{Code, Severity};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree) {
        let Some((object, annotation)) =
            target.annotation("healthcheck-port", "aws-load-balancer-healthcheck-port")
        else {
            continue;
        };
        if annotation.text == "traffic-port" {
            continue;
        }
        if let Ok(number) = annotation.text.parse::<i64>() {
            let undeclared = target.kind == Some(TargetType::Ip);
            if let Some(pod) = target
                .pods(tree)
                .find(|pod| undeclared && !opens(pod, number))
            {
                let message = format!(
                    "the health check asks port {number}, which no container of `{}` declares",
                    pod.object.id
                );
                let mut finding = about(Code::HealthCheckPort, object, annotation.node, message);
                // A container may open a port that it does not declare.
                finding.severity = Severity::Warning;
                findings
                    .push(finding.help("name the number of a container's port, or `traffic-port`"));
            }
            continue;
        }
        if target.front.is_none() {
            continue;
        }
        let ports = target
            .service
            .node
            .value_of("spec")
            .map(|spec| items(spec, "ports"))
            .unwrap_or_default();
        let port = ports
            .iter()
            .find(|port| text(port, &["name"]) == Some(annotation.text));
        let message = match port {
            None => format!(
                "`{}` has no port named `{}` for the health check",
                target.service.id, annotation.text
            ),
            Some(port)
                if target.kind == Some(TargetType::Ip)
                    && port.value_of("targetPort").and_then(Node::as_int).is_none() =>
            {
                format!(
                    "the health check names the port `{}`, whose `targetPort` is no number",
                    annotation.text
                )
            }
            Some(_) => continue,
        };
        findings.push(
            about(Code::HealthCheckPort, object, annotation.node, message)
                .help("name the number of the container's port, or `traffic-port`"),
        );
    }
}

fn opens(pod: &Pod<'_>, number: i64) -> bool {
    let ports = pod
        .running()
        .flat_map(|container| items(container, "ports"));
    let mut ports = ports.filter_map(|port| port.value_of("containerPort")?.as_int());
    ports.any(|there| there == number)
}
