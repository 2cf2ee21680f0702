//! EK1307: a load balancer redirects to a port on which it does not listen with HTTPS.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `ssl-redirect`; `pkg/ingress/model_builder.go`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::fronts::{groups, partners};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (_, members) in groups(tree) {
        let all = members.iter().copied().chain(partners(tree, &members));
        let listeners: Vec<_> = all.flat_map(|member| member.listeners()).collect();
        let redirecting = members.iter().find_map(|member| {
            let node = member.stated("sslRedirectPort", "ssl-redirect")?;
            Some((member, node, node.as_str()?.parse::<i64>().ok()?))
        });
        let Some((member, node, port)) = redirecting else {
            continue;
        };
        if listeners
            .iter()
            .any(|listener| listener.https && listener.port == port)
        {
            continue;
        }
        let with = if listeners.iter().any(|listener| listener.port == port) {
            "it listens there with HTTP"
        } else {
            "it does not listen there"
        };
        findings.push(
            about(
                Code::AlbRedirectWithoutListener,
                member.ingress,
                node,
                format!("the load balancer redirects to port {port}, and {with}"),
            )
            .related(
                member
                    .annotation("listen-ports")
                    .and_then(|ports| ports.node.span()),
                "the ports",
            )
            .help(format!(
                "add `{{\"HTTPS\":{port}}}` to `alb.ingress.kubernetes.io/listen-ports`"
            )),
        );
    }
}
