//! EK1301: an ALB would send to the node ports of a Service that has none.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `target-type`; issues 4014 and 4243.

use crate::diag::{Code, Severity};
use crate::validate::components::{Component, containers_of, option};
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::targets::{TargetType, targets};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let default = default_of(tree);
    for target in targets(tree) {
        let kind = text(&target.service.node, &["spec", "type"]).unwrap_or("ClusterIP");
        let unsaid = target.kind.is_none()
            && target
                .front
                .as_ref()
                .is_some_and(|front| !front.knows_class);
        if unsaid
            || target.front.is_none()
            || kind != "ClusterIP"
            || target.kind.or(default) == Some(TargetType::Ip)
        {
            continue;
        }
        let name = target.place.value_of("name").unwrap_or(target.place);
        let mut finding = about(
            Code::AlbWithoutNodePort,
            target.object(),
            name,
            format!(
                "the load balancer sends to node ports, and `{}` is of type `ClusterIP`, which has none",
                target.service.id
            ),
        )
        .help("add the annotation `alb.ingress.kubernetes.io/target-type: ip`");
        if target.kind.or(default).is_none() {
            // `--default-target-type=ip` of the controller would make it work.
            finding.severity = Severity::Warning;
            finding = finding.note(
                "`instance` is the controller's default where nothing states the target type",
            );
        }
        findings.push(finding);
    }
}

/// Returns the target type where nobody states one, if the controller is part of the tree.
fn default_of(tree: &Tree<'_>) -> Option<TargetType> {
    let (_, container) = containers_of(tree, Component::LoadBalancerController).next()?;
    match option(container, "--default-target-type") {
        Some((_, "ip")) => Some(TargetType::Ip),
        _ => Some(TargetType::Instance),
    }
}
