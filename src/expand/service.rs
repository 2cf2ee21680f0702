//! Services: one inside the cluster, for names and for scraping, and a Network Load Balancer on request.

use ecow::eco_format;

use crate::k8s::Object;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::common::{annotate, metadata, name, name_with, object, over, selector};
use super::context::Context;
use super::defaults::app as defaults;
use super::observability;
use super::pod::texts;
use super::ports::{Port, Ports};
use super::shutdown;

/// Returns the ports of the Service: every port of an App that does not say otherwise, the metrics port alone of a Worker.
pub(super) fn exposed<'p, 'c>(component: &Component, ports: &'p Ports<'c>) -> Vec<&'p Port<'c>> {
    if component.kind == SpecKind::App {
        return ports.of_service().collect();
    }
    let metrics = observability::metrics_port(component, ports);
    let metrics = metrics.filter(|port| port.is_in_service());
    metrics.into_iter().collect()
}

/// Returns the Service inside the cluster; nothing where it would have no port.
pub(super) fn service(context: &Context, component: &Component, ports: &Ports) -> Option<Object> {
    let entries: Vec<Node> = exposed(component, ports)
        .into_iter()
        .map(|port| port.service_entry(None))
        .collect();
    if entries.is_empty() || component.spec.is_off("service") {
        return None;
    }
    let nothing = Node::literal(Mapping::new(), &defaults::SERVICE);
    let spec = component.spec.value_of("service").unwrap_or(&nothing);
    let mut annotations = observability::scrape_annotations(context, component, ports, true);
    extend(&mut annotations, spec);
    let part = name(component);
    let metadata = annotate(
        metadata(context, component, &part, part.clone()),
        annotations,
    );
    let headless = spec
        .value_of("headless")
        .filter(|headless| headless.as_bool() == Some(true))
        .map(|headless| headless.derive("None", &defaults::SERVICE));
    let pods = selector(component, &part);
    let node = yaml!(defaults::SERVICE => {
        apiVersion: "v1",
        kind: "Service",
        metadata: (metadata),
        spec: {
            type: "ClusterIP",
            clusterIP: (headless),
            selector: (pods),
            ports: (entries),
            sessionAffinity: (spec.value_of("sessionAffinity")),
            trafficDistribution: (spec.value_of("trafficDistribution")),
            publishNotReadyAddresses: (spec.value_of("publishNotReadyAddresses")),
        },
    });
    object(component, node)
}

/// Returns the Service `<name>-nlb` of a Network Load Balancer.
pub(super) fn load_balancer(
    context: &Context,
    component: &Component,
    ports: &Ports,
) -> Option<Object> {
    let spec = component.spec.value_of("loadBalancer")?;
    let entries = listeners(context, component, ports, spec);
    let class = if context.cluster.auto_mode {
        "eks.amazonaws.com/nlb"
    } else {
        "service.k8s.aws/nlb"
    };
    let part = name(component);
    let metadata = annotate(
        metadata(
            context,
            component,
            &part,
            name_with(component, "nlb", &defaults::NLB),
        ),
        nlb_annotations(component, spec),
    );
    let pods = selector(component, &part);
    let node = yaml!(defaults::NLB => {
        apiVersion: "v1",
        kind: "Service",
        metadata: (metadata),
        spec: {
            type: "LoadBalancer",
            loadBalancerClass: (Node::literal(class, &defaults::NLB_CLASS)),
            loadBalancerSourceRanges: (spec.value_of("sourceRanges")),
            allocateLoadBalancerNodePorts: false @ defaults::NLB_TARGETS,
            selector: (pods),
            ports: (entries),
        },
    });
    object(component, node)
}

fn listeners(context: &Context, component: &Component, ports: &Ports, spec: &Node) -> Vec<Node> {
    let Some(wanted) = spec.value_of("ports").and_then(Node::as_map) else {
        return ports
            .of_service()
            .map(|port| port.service_entry(None))
            .collect();
    };
    let entries = wanted.iter().filter(|entry| !entry.value.is_null());
    entries
        .filter_map(|entry| {
            let named = super::common::key(entry, &defaults::NLB);
            let port =
                ports.resolve(context, component, Some(&named), "spec.loadBalancer.ports")?;
            Some(port.service_entry(entry.value.value_of("port")))
        })
        .collect()
}

const PREFIX: &str = "service.beta.kubernetes.io/aws-load-balancer";

fn nlb_annotations(component: &Component, spec: &Node) -> Mapping {
    let mut annotations = Mapping::new();
    let mut set = |key: &str, node: Option<Node>| {
        if let Some(node) = node {
            annotations.insert(eco_format!("{PREFIX}-{key}"), node);
        }
    };
    set(
        "scheme",
        spec.or_default("scheme", "internal", &defaults::NLB_SCHEME),
    );
    set(
        "nlb-target-type",
        Some(Node::literal("ip", &defaults::NLB_TARGETS)),
    );
    set("ssl-cert", spec.value_of("certificateArns").map(joined));
    let zones = spec.value_of("crossZone").map(|cross| {
        let text = eco_format!(
            "load_balancing.cross_zone.enabled={}",
            cross.as_bool() == Some(true)
        );
        cross.derive(text, &defaults::NLB)
    });
    set("attributes", zones);
    let proxy = spec
        .value_of("proxyProtocol")
        .filter(|on| on.as_bool() == Some(true));
    set(
        "proxy-protocol",
        proxy.map(|on| on.derive("*", &defaults::NLB)),
    );
    set(
        "target-group-attributes",
        shutdown::drain(component).map(|drain| {
            let seconds = drain.to_text().unwrap_or_default();
            drain.derive(
                eco_format!("deregistration_delay.timeout_seconds={seconds}"),
                &defaults::DEREGISTRATION,
            )
        }),
    );
    extend(&mut annotations, spec);
    annotations
}

/// Returns the items of a list with commas between them.
fn joined(list: &Node) -> Node {
    let items: Vec<String> = list
        .as_list()
        .unwrap_or_default()
        .iter()
        .filter_map(|item| item.to_text().map(|text| text.to_string()))
        .collect();
    list.derive(items.join(","), &defaults::NLB)
}

/// Lays the `annotations` of a spec over those made here; `null` removes one.
pub(super) fn extend(annotations: &mut Mapping, spec: &Node) {
    let below = Node::literal(std::mem::take(annotations), &defaults::ANNOTATIONS);
    let written = texts(spec, "annotations");
    let nulls = spec.value_of("annotations").and_then(Node::as_map);
    let merged = over(below, written.as_ref());
    *annotations = merged
        .and_then(|node| node.as_map().cloned())
        .unwrap_or_default();
    for entry in nulls
        .into_iter()
        .flatten()
        .filter(|entry| entry.value.is_null())
    {
        annotations.remove(&entry.key.name);
    }
}
