//! What Prometheus and Grafana are told of a component: where its metrics are, which alerts follow from its objectives, and a
//! dashboard.
//!
//! With an operator these become a ServiceMonitor or PodMonitor and a PrometheusRule of the component; the plain Monitoring
//! asks [`alert_rules`] and [`dashboard`] and puts them into its own configuration.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::common::{key_span, metadata, name, object, selector, without_nulls};
use super::context::Context;
use super::defaults::app as defaults;
use super::ports::{Port, Ports};
use super::slo;

pub(super) use super::board::dashboard;

/// Returns `monitoring.metrics`.
pub(super) fn metrics(component: &Component) -> Option<&Node> {
    component.spec.at(&["monitoring", "metrics"])
}

/// Returns the port with the metrics: the one that is named, or else `metrics`, or else the main one. Nothing for a component without
/// metrics, or with a name that means no port, which is reported elsewhere.
pub(super) fn metrics_port<'p, 'c>(
    component: &Component,
    ports: &'p Ports<'c>,
) -> Option<&'p Port<'c>> {
    let metrics = metrics(component)?;
    match metrics.value_of("port") {
        Some(port) => ports.find(port),
        None => ports.named("metrics").or_else(|| ports.main()),
    }
}

/// Returns the annotations by which a plain Prometheus finds the metrics: on the Service that has their port, or else on the pods.
pub(super) fn scrape_annotations(
    context: &Context,
    component: &Component,
    ports: &Ports,
    on_service: bool,
) -> Mapping {
    let mut annotations = Mapping::new();
    let (Some(metrics), Some(port)) = (metrics(component), metrics_port(component, ports)) else {
        return annotations;
    };
    if context.has_operator() || port.is_in_service() != on_service {
        return annotations;
    }
    annotations.insert(
        "prometheus.io/scrape",
        metrics.derive("true", &defaults::SCRAPE),
    );
    let number = port.number();
    annotations.insert(
        "prometheus.io/port",
        number.derive(number.to_text().unwrap_or_default(), &defaults::SCRAPE),
    );
    if let Some(path) = path(metrics) {
        annotations.insert("prometheus.io/path", path);
    }
    annotations
}

/// Returns the path of the metrics.
fn path(metrics: &Node) -> Option<Node> {
    metrics.or_default("path", "/metrics", &defaults::SCRAPE_PATH)
}

/// Returns what an operator reads: a ServiceMonitor, or a PodMonitor where the Service has not got the port, and a PrometheusRule. Reports
/// metrics of a port that does not exist, and objectives without metrics, in either form.
pub(super) fn monitors(context: &Context, component: &Component, ports: &Ports) -> Vec<Object> {
    let Some(monitoring) = component.spec.value_of("monitoring") else {
        return Vec::new();
    };
    let metrics = metrics(component);
    if let Some(metrics) = metrics {
        ports.resolve(
            context,
            component,
            metrics.value_of("port"),
            "spec.monitoring.metrics.port",
        );
    }
    if metrics.is_none() && monitoring.value_of("slo").is_some() {
        let message = format!(
            "{} has objectives but no metrics to measure them by",
            component.owner
        );
        context.report_missing(
            component,
            Diagnostic::new(Code::SloWithoutMetrics, message)
                .at(key_span(monitoring, "slo").unwrap_or(component.span))
                .on(&component.owner)
                .help("monitoring: {metrics: {port: metrics}}"),
        );
    }
    if !context.has_operator() {
        return Vec::new();
    }
    let mut objects = Vec::new();
    objects.extend(monitor(context, component, ports));
    objects.extend(prometheus_rule(context, component));
    objects
}

fn monitor(context: &Context, component: &Component, ports: &Ports) -> Option<Object> {
    let metrics = metrics(component)?;
    let port = metrics_port(component, ports)?;
    let part = name(component);
    let metadata = metadata(context, component, &part, part.clone());
    let pods = selector(component, &part);
    let endpoint = yaml!(defaults::SERVICE_MONITOR => {
        port: (port.name_node()),
        path: (path(metrics)),
        interval: (metrics.value_of("interval")),
    });
    let node = if port.is_in_service() {
        yaml!(defaults::SERVICE_MONITOR => {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: (metadata),
            spec: { selector: { matchLabels: (pods) }, endpoints: [(endpoint)] },
        })
    } else {
        yaml!(defaults::SERVICE_MONITOR => {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: (metadata),
            spec: { selector: { matchLabels: (pods) }, podMetricsEndpoints: [(endpoint)] },
        })
    };
    object(component, node)
}

fn prometheus_rule(context: &Context, component: &Component) -> Option<Object> {
    let group = alert_rules(component)?;
    let part = name(component);
    let metadata = metadata(context, component, &part, part.clone());
    let node = yaml!(defaults::SLO => {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: (metadata),
        spec: { groups: [(group)] },
    });
    object(component, node)
}

/// Returns the group of alerting rules of a component: those that follow from its objectives, and those it states.
pub(super) fn alert_rules(component: &Component) -> Option<Node> {
    let monitoring = component.spec.value_of("monitoring")?;
    let mut rules = Vec::new();
    if let Some(slo) = monitoring.value_of("slo") {
        rules.extend(slo::rules(component, slo));
    }
    let stated = monitoring.value_of("alerts").and_then(Node::as_list);
    rules.extend(stated.into_iter().flatten().filter_map(without_nulls));
    if rules.is_empty() {
        return None;
    }
    let owner = &component.owner;
    let group = ecow::eco_format!("{}/{}", owner.namespace, owner.name);
    let group = name(component).derive(group, &defaults::SLO);
    Some(yaml!(defaults::SLO => { name: (group), rules: (rules) }))
}

/// Returns the label matchers that select the pods of a component in every metric that names pods.
pub(super) fn pod_matchers(component: &Component) -> String {
    let owner = &component.owner;
    format!(
        r#"namespace="{}",pod=~"{}-[0-9a-z]+-[0-9a-z]+""#,
        owner.namespace, owner.name
    )
}
