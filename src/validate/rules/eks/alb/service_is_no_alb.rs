//! EK1317: a Service of type LoadBalancer with annotations of an ALB.
//!
//! Source: AWS Load Balancer Controller, Service annotations: a Service makes a Network Load Balancer.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::annotations::PREFIX;
use crate::validate::load_balancers::fronts::fronts;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let behind: std::collections::BTreeSet<(&str, &str)> = fronts(tree)
        .flat_map(|front| {
            let namespace = front.ingress.id.namespace.as_str();
            front
                .backends()
                .filter_map(move |service| Some((namespace, text(service, &["name"])?)))
        })
        .collect();
    for service in tree.of_kind("Service") {
        let Some(kind) = service.node.at(&["spec", "type"]) else {
            continue;
        };
        let is_behind = behind.contains(&(service.id.namespace.as_str(), service.id.name.as_str()));
        if kind.as_str() != Some("LoadBalancer") || is_behind {
            continue;
        }
        let annotations = service
            .node
            .at(&["metadata", "annotations"])
            .and_then(Node::as_map);
        let alb = annotations
            .into_iter()
            .flatten()
            .find(|entry| entry.key.name.starts_with(PREFIX));
        let Some(alb) = alb else { continue };
        findings.push(
            about(
                Code::ServiceIsNoAlb,
                service,
                kind,
                format!(
                    "`{}` would make a Network Load Balancer, and is annotated for an ALB",
                    service.id
                ),
            )
            .related(alb.key.span, "for an ALB")
            .help("make it `ClusterIP`, and add an Ingress that leads to it"),
        );
    }
}
