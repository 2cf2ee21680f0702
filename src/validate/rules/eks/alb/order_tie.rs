//! EK1303: only the names of two Ingresses decide which rule of a load balancer is asked first.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `group.order`.

use super::rules_of::{Covered, covered};
use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for Covered { narrow, wide } in covered(tree) {
        if narrow.order != wide.order || narrow.place() > wide.place() {
            continue;
        }
        findings.push(
            about(
                Code::AlbOrderTie,
                narrow.front.ingress,
                narrow.node,
                format!(
                    "`{}` is asked before `{}` of `{}` only because of their names: both have the order {}",
                    narrow.shown(), wide.shown(), wide.front.ingress.id, wide.order
                ),
            )
            .related(wide.node.span().or(wide.front.ingress.span), "the wider rule")
            .help("give the Ingress of the narrower rule a lower `alb.ingress.kubernetes.io/group.order`"),
        );
    }
}
