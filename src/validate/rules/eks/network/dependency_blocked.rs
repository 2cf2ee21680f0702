//! EK1374: NetworkPolicies keep a pod from a Service that its environment names.
//!
//! Source: Kubernetes, Network Policies, "Default deny all egress traffic"; DNS for Services and Pods.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items};
use crate::validate::load_balancers::targets::selected;
use crate::validate::rules::eks::peers::may_be;
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.of_kind("NetworkPolicy").is_empty() {
        return;
    }
    let policies = Policies::new(tree, Direction::Out);
    for pod in tree.pods.iter() {
        let Some(first) = policies.of(pod).first() else {
            continue;
        };
        let own = pod.object.id.namespace.as_str();
        let mut told = FxHashSet::default();
        for variable in pod
            .containers()
            .flat_map(|container| items(container, "env"))
        {
            let Some(value) = variable.value_of("value") else {
                continue;
            };
            let Some(service) = value.as_str().and_then(|text| service_in(tree, text)) else {
                continue;
            };
            let targets = selected(tree, service);
            if targets.is_empty() || !told.insert(&service.id) {
                continue;
            }
            let open = policies.rules(pod).any(|rule| {
                let peers = policies.peers(rule);
                peers.is_empty()
                    || peers
                        .iter()
                        .any(|peer| targets.iter().any(|target| may_be(tree, peer, own, target)))
            });
            if open {
                continue;
            }
            findings.push(
                about(
                    Code::DependencyBlocked,
                    pod.object,
                    value,
                    format!(
                        "`{}` is told to call `{}`, and no policy lets it",
                        pod.object.id, service.id
                    ),
                )
                .related(
                    first.node.at(&["metadata", "name"]).and_then(Node::span),
                    "keeps it in",
                )
                .help(format!(
                    "add an egress rule to the pods of `{}`",
                    service.id
                )),
            );
        }
    }
}

/// Returns the Service that a text names in full: `orders.shop.svc`, alone or in a URL.
fn service_in<'a>(tree: &Tree<'a>, text: &str) -> Option<&'a Object> {
    let at = text.find(".svc")?;
    let is_end = text[at + 4..]
        .chars()
        .next()
        .is_none_or(|next| matches!(next, '.' | ':' | '/' | ',' | '?'));
    let start = text[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
    let host = &text[start.map_or(0, |start| start + 1)..at];
    let mut labels = host.rsplit('.');
    let (namespace, name) = (labels.next()?, labels.next()?);
    // A pod of a headless Service stands before the Service.
    is_end
        .then(|| tree.get("", "Service", namespace, name))
        .flatten()
}
