//! EK1304: a rule of a load balancer is never asked, since a wider one comes first.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `group.order`.

use super::rules_of::{Covered, covered};
use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for Covered { narrow, wide } in covered(tree) {
        if wide.place() > narrow.place() {
            continue;
        }
        findings.push(
            about(
                Code::AlbShadowedRule,
                narrow.front.ingress,
                narrow.node,
                format!(
                    "`{}` gets no request: `{}` of `{}` is asked first and matches it",
                    narrow.shown(),
                    wide.shown(),
                    wide.front.ingress.id
                ),
            )
            .related(wide.node.span().or(wide.front.ingress.span), "asked first")
            .help(format!(
                "give this Ingress an `alb.ingress.kubernetes.io/group.order` below {}",
                wide.order
            )),
        );
    }
}
