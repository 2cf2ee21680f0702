//! EK1158: hosts, TLS entries and classes of an Ingress that the API server refuses. After `validateIngressRules`,
//! `validateIngressTLS` and `ValidateIngressCreate` of `pkg/apis/networking/validation`.

use super::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::address::{Strictness, ip};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const CLASS: &str = "kubernetes.io/ingress.class";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of(GROUP, "Ingress") {
        let Some(spec) = ingress.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::IngressHost, ingress, findings);
        for rule in items(spec, "rules") {
            let Some(node) = rule.text_of("host") else {
                continue;
            };
            if node
                .as_str()
                .is_some_and(|text| ip(text, Strictness::Sloppy).is_ok())
            {
                judge.says(
                    node,
                    format!("a host is a DNS name, and {} is an address", shown(node)),
                );
            }
            host(node, &mut judge);
        }
        for tls in items(spec, "tls") {
            for node in items(tls, "hosts") {
                host(node, &mut judge);
            }
            judge.format_of(tls, "secretName", Format::Subdomain, "name for a Secret");
        }
        judge.format_stated(
            spec,
            "ingressClassName",
            Format::Subdomain,
            "name for an IngressClass",
        );
        let annotation = ingress.node.at(&["metadata", "annotations", CLASS]);
        if let (Some(old), Some(class)) = (annotation, spec.value_of("ingressClassName"))
            && old != class
        {
            let message = format!(
                "the annotation `{CLASS}` must be `ingressClassName`, {}",
                shown(class)
            );
            judge.advises(old, message, "remove the annotation");
        }
    }
}

fn host(node: &Node, judge: &mut Judge<'_, '_>) {
    let wildcard = node.as_str().is_some_and(|text| text.contains('*'));
    let format = if wildcard {
        Format::Wildcard
    } else {
        Format::Subdomain
    };
    judge.format(node, format, "host");
}
