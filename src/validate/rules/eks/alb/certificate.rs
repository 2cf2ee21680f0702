//! EK1308: an HTTPS listener for which nobody names or could find a certificate.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `certificate-arn`; Certificate Discovery.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::fronts::{Front, groups, partners};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (_, members) in groups(tree) {
        let mut served = BTreeSet::new();
        let all = members.iter().copied().chain(partners(tree, &members));
        for member in all.filter(|member| has_certificate(member)) {
            let https = member
                .listeners()
                .into_iter()
                .filter(|listener| listener.https);
            served.extend(https.map(|listener| listener.port));
        }
        for member in &members {
            let Some(ports) = member.annotation("listen-ports") else {
                continue;
            };
            let bare = member
                .listeners()
                .into_iter()
                .find(|listener| listener.https && !served.contains(&listener.port));
            let Some(listener) = bare else { continue };
            findings.push(
                about(
                    Code::AlbHttpsWithoutCertificate,
                    member.ingress,
                    ports.node,
                    format!("the load balancer listens with HTTPS on port {}, and has no certificate", listener.port),
                )
                .note("the controller looks for a certificate only by the hosts of `rules` and `tls`, and there is none")
                .help("add `alb.ingress.kubernetes.io/certificate-arn`, or a host"),
            );
            break;
        }
    }
}

fn has_certificate(front: &Front<'_>) -> bool {
    let hosts = || {
        let spec = front.ingress.node.value_of("spec");
        let tls = spec.map(|spec| items(spec, "tls")).unwrap_or_default();
        let mut rules = spec
            .map(|spec| items(spec, "rules"))
            .unwrap_or_default()
            .iter();
        rules.any(|rule| text(rule, &["host"]).is_some_and(|host| !host.is_empty()))
            || tls.iter().any(|tls| !items(tls, "hosts").is_empty())
    };
    front.certificates().is_some() || front.annotation("create-acm-cert").is_some() || hosts()
}
