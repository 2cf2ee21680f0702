//! EK1327: a load balancer cannot send to a Service that is only a name.
//!
//! Source: AWS Load Balancer Controller, TargetGroupBinding: targets are pods or nodes of the cluster.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::targets::targets;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for target in targets(tree) {
        if text(&target.service.node, &["spec", "type"]) != Some("ExternalName") {
            continue;
        }
        let name = target.place.value_of("name").unwrap_or(target.place);
        findings.push(
            about(
                Code::ExternalNameBackend,
                target.object(),
                name,
                format!("the load balancer has nothing to send to: `{}` is an ExternalName", target.service.id),
            )
            .help("redirect with `alb.ingress.kubernetes.io/actions.…`, or send to a Service with pods"),
        );
    }
}
