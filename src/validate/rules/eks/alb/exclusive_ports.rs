//! EK1302: Ingresses of one group state different protocols or TLS policies for one port.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, "Exclusive"; `pkg/ingress/model_build_listener.go`.

use std::collections::BTreeMap;

use super::exclusive::{conflict, decided_by_class};
use crate::validate::findings::Findings;
use crate::validate::load_balancers::annotations::Annotation;
use crate::validate::load_balancers::fronts::{Front, groups};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, members) in groups(tree) {
        if members.len() > 1 {
            ports(group, &members, findings);
        }
    }
}

fn ports(group: &str, members: &[&Front<'_>], findings: &mut Findings) {
    let mut protocols: BTreeMap<i64, (&Front<'_>, Annotation<'_>, bool)> = BTreeMap::new();
    let mut policies: BTreeMap<i64, (&Front<'_>, Annotation<'_>)> = BTreeMap::new();
    for member in members {
        let policy = member.annotation("ssl-policy");
        let policy = policy.filter(|_| !decided_by_class(member, "ssl-policy"));
        let stated = member.annotation("listen-ports");
        for listener in member.listeners() {
            if let Some(annotation) = stated {
                let first =
                    protocols
                        .entry(listener.port)
                        .or_insert((member, annotation, listener.https));
                if first.2 != listener.https {
                    let what = format!("the protocol of port {}", listener.port);
                    findings.push(conflict(
                        group,
                        &what,
                        (member, annotation),
                        (first.0, first.1),
                    ));
                }
            }
            if let Some(annotation) = policy.filter(|_| listener.https) {
                let first = policies
                    .entry(listener.port)
                    .or_insert((member, annotation));
                if first.1.text != annotation.text {
                    findings.push(conflict(group, "ssl-policy", (member, annotation), *first));
                    break;
                }
            }
        }
    }
}
