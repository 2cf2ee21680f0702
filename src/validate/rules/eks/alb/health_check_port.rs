//! EK1320: the port of a health check cannot be found.
//!
//! Source: `buildTargetGroupHealthCheckPort` in `pkg/ingress/model_build_target_group.go` of the AWS Load Balancer Controller.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree).iter().filter(|target| target.front.is_some()) {
        let Some((object, annotation)) = target.annotation("healthcheck-port", "") else {
            continue;
        };
        if annotation.text == "traffic-port" || annotation.text.parse::<i64>().is_ok() {
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
