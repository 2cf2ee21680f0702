//! EK1373: NetworkPolicies keep Prometheus from the pods it should scrape.
//!
//! Source: Kubernetes, Network Policies, "Default deny all ingress traffic"; Prometheus Operator, API reference: PodMonitor, ServiceMonitor.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::targets::selected;
use crate::validate::pods::Pod;
use crate::validate::rules::eks::monitors::services;
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let monitors = tree
        .of_kind("ServiceMonitor")
        .iter()
        .chain(tree.of_kind("PodMonitor"));
    let monitors: Vec<_> = monitors.copied().collect();
    if monitors.is_empty() || tree.of_kind("NetworkPolicy").is_empty() {
        return;
    }
    let policies = Policies::new(tree, Direction::In);
    let services = services(tree);
    let mut told = FxHashSet::default();
    for monitor in monitors {
        let Some(selector) = monitor.node.at(&["spec", "selector"]) else {
            continue;
        };
        let pods: Vec<&Pod<'_>> = if monitor.id.kind == "PodMonitor" {
            let selector = LabelSelector::read(selector);
            tree.pods
                .matching(&monitor.id.namespace, &selector)
                .collect()
        } else {
            services
                .selected(monitor)
                .into_iter()
                .flat_map(|service| selected(tree, service))
                .collect()
        };
        for pod in pods {
            let Some(first) = policies.of(pod).first() else {
                continue;
            };
            let namespace = pod.object.id.namespace.as_str();
            // Where Prometheus runs is not known: a rule for any other namespace, or any address, may be for it.
            let open = policies.rules(pod).any(|rule| {
                let peers = policies.peers(rule);
                peers.is_empty()
                    || peers.iter().any(|peer| {
                        peer.value_of("ipBlock").is_some()
                            || peer.value_of("namespaceSelector").is_some()
                    })
                    || monitors_run_in(tree, namespace)
            });
            if open || !told.insert((&monitor.id, &first.id)) {
                continue;
            }
            let node = first.node.at(&["metadata", "name"]).unwrap_or(&first.node);
            findings.push(
                about(
                    Code::ScrapeBlocked,
                    first,
                    node,
                    format!("no policy lets Prometheus in to scrape `{}`, as `{}` wants", pod.object.id, monitor.id),
                )
                .related(monitor.node.at(&["metadata", "name"]).and_then(crate::yaml::Node::span), "wants to scrape")
                .help("add an ingress rule from the namespace of Prometheus, for the port of the metrics"),
            );
        }
    }
}

fn monitors_run_in(tree: &Tree<'_>, namespace: &str) -> bool {
    tree.names("Prometheus", namespace).next().is_some()
}
