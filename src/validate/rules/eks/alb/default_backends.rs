//! EK1314: two Ingresses of one load balancer and port have a default backend.
//!
//! Source: `pkg/ingress/model_build_listener.go` of the AWS Load Balancer Controller.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, members) in groups(tree) {
        let mut first = BTreeMap::new();
        for member in &members {
            let Some(backend) = member.ingress.node.at(&["spec", "defaultBackend"]) else {
                continue;
            };
            for listener in member.listeners() {
                let (other, place) = *first.entry(listener.port).or_insert((member, backend));
                if other.ingress.id == member.ingress.id {
                    continue;
                }
                findings.push(
                    about(
                        Code::AlbDefaultBackends,
                        member.ingress,
                        backend,
                        format!(
                            "`{}` and `{}` both have a default backend for port {} of the group `{group}`",
                            other.ingress.id, member.ingress.id, listener.port
                        ),
                    )
                    .at(backend.head())
                    .related(place.head().or(other.ingress.span), "the first")
                    .help("leave it to one of them: the controller stops working on the whole group"),
                );
                break;
            }
        }
    }
}
