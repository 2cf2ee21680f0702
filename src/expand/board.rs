//! The Grafana dashboard of a component: requests, errors, latency, saturation, restarts.

use ecow::eco_format;

use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Node, Value};

use super::defaults::app as defaults;
use super::observability::{metrics, pod_matchers};

/// One graph.
struct Panel<'c> {
    title: &'static str,
    unit: &'static str,
    expression: String,
    legend: &'static str,
    /// What a spec says that the expression is made of.
    said: Option<&'c Node>,
}

/// Returns the dashboard as Grafana's JSON model, for a component that says `dashboard: true`.
pub(super) fn dashboard(component: &Component) -> Option<Node> {
    let said = component.spec.at(&["monitoring", "dashboard"])?;
    if said.as_bool() != Some(true) {
        return None;
    }
    let owner = &component.owner;
    let panels: Vec<Node> = panels(component)
        .into_iter()
        .enumerate()
        .map(|(at, panel)| panel_node(at as i64, &panel))
        .collect();
    let text = |text: ecow::EcoString| said.derive(text, &defaults::DASHBOARD);
    let tags = vec![
        text(owner.namespace.clone()),
        text(owner.kind.to_lowercase()),
    ];
    Some(yaml!(defaults::DASHBOARD => {
        uid: (text(uid(component))),
        title: (text(eco_format!("{} / {}", owner.namespace, owner.name))),
        tags: (tags),
        editable: false,
        refresh: "1m",
        schemaVersion: 39,
        time: { from: "now-6h", to: "now" },
        templating: { list: [{
            name: "datasource",
            label: "Data source",
            type: "datasource",
            query: "prometheus",
        }] },
        panels: (panels),
    }))
}

/// Grafana takes at most forty characters.
fn uid(component: &Component) -> ecow::EcoString {
    let owner = &component.owner;
    let full = format!("{}-{}", owner.namespace, owner.name);
    full.chars().take(40).collect()
}

fn panels(component: &Component) -> Vec<Panel<'_>> {
    let pods = pod_matchers(component);
    let slo = |field: &str, unless: &str| {
        let said = component.spec.at(&["monitoring", "slo"]);
        let said = said.and_then(|slo| slo.value_of(field));
        let text = said.and_then(Node::to_text);
        let text = text.map_or_else(|| unless.to_owned(), |text| text.to_string());
        (text, said)
    };
    let (requests, counted) = slo("requests", "http_requests_total");
    let (errors, failed) = slo("errors", r#"code=~"5..""#);
    let (duration, timed) = slo("duration", "http_request_duration_seconds");
    let mut panels = Vec::new();
    if metrics(component).is_some() {
        panels.push(Panel {
            title: "Requests",
            unit: "reqps",
            expression: format!("sum by (code) (rate({requests}{{{pods}}}[$__rate_interval]))"),
            legend: "{{code}}",
            said: counted,
        });
        panels.push(Panel {
            title: "Failed requests",
            unit: "percentunit",
            expression: format!(
                "sum(rate({requests}{{{pods},{errors}}}[$__rate_interval])) / sum(rate({requests}{{{pods}}}[$__rate_interval]))"
            ),
            legend: "failed",
            said: failed.or(counted),
        });
        panels.push(Panel {
            title: "95 of 100 requests answered within",
            unit: "s",
            expression: format!(
                "histogram_quantile(0.95, sum by (le) (rate({duration}_bucket{{{pods}}}[$__rate_interval])))"
            ),
            legend: "p95",
            said: timed,
        });
    }
    let owner = &component.owner;
    panels.extend([
        Panel {
            title: "Pods",
            unit: "none",
            expression: format!(
                r#"kube_deployment_status_replicas_available{{namespace="{}",deployment="{}"}}"#,
                owner.namespace, owner.name
            ),
            legend: "available",
            said: None,
        },
        Panel {
            title: "CPU",
            unit: "none",
            expression: format!(
                r#"sum by (pod) (rate(container_cpu_usage_seconds_total{{{pods},container!=""}}[$__rate_interval]))"#
            ),
            legend: "{{pod}}",
            said: None,
        },
        Panel {
            title: "CPU throttled",
            unit: "percentunit",
            expression: format!(
                "sum by (pod) (rate(container_cpu_cfs_throttled_periods_total{{{pods}}}[$__rate_interval])) / sum by (pod) (rate(container_cpu_cfs_periods_total{{{pods}}}[$__rate_interval]))"
            ),
            legend: "{{pod}}",
            said: None,
        },
        Panel {
            title: "Memory",
            unit: "bytes",
            expression: format!(
                r#"sum by (pod) (container_memory_working_set_bytes{{{pods},container!=""}})"#
            ),
            legend: "{{pod}}",
            said: None,
        },
        Panel {
            title: "Restarts",
            unit: "none",
            expression: format!(
                "sum by (pod) (increase(kube_pod_container_status_restarts_total{{{pods}}}[1h]))"
            ),
            legend: "{{pod}}",
            said: None,
        },
    ]);
    panels
}

/// Two graphs in a row, each twelve of Grafana's twenty-four columns wide.
fn panel_node(at: i64, panel: &Panel) -> Node {
    let text = |text: &str| Node::literal(text, &defaults::DASHBOARD);
    let expression = match panel.said {
        Some(said) => said.derive(panel.expression.as_str(), &defaults::DASHBOARD),
        None => text(&panel.expression),
    };
    let number = |number: i64| Node::literal(Value::Int(number), &defaults::DASHBOARD);
    yaml!(defaults::DASHBOARD => {
        id: (number(at + 1)),
        type: "timeseries",
        title: (text(panel.title)),
        datasource: { type: "prometheus", uid: "${datasource}" },
        gridPos: { h: 8, w: 12, x: (number(at % 2 * 12)), y: (number(at / 2 * 8)) },
        fieldConfig: { defaults: { unit: (text(panel.unit)), min: 0 }, overrides: [] },
        targets: [{
            refId: "A",
            expr: (expression),
            legendFormat: (text(panel.legend)),
        }],
    })
}
