//! Alerts from service level objectives: an alert fires when the error budget of thirty days burns so fast that somebody must act.
//!
//! Two windows each, a long one so that a blip wakes nobody and a short one so that the alert ends with its cause; factors and
//! windows are those of Google's SRE workbook, "Alerting on SLOs".

use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::defaults::app as defaults;
use super::duration;
use super::observability::pod_matchers;

/// How fast the budget burns, over which windows, and who is told.
struct Burn {
    factor: f64,
    long: &'static str,
    short: &'static str,
    severity: &'static str,
}

const BURNS: [Burn; 3] = [
    Burn {
        factor: 14.4,
        long: "1h",
        short: "5m",
        severity: "critical",
    },
    Burn {
        factor: 6.0,
        long: "6h",
        short: "30m",
        severity: "critical",
    },
    Burn {
        factor: 1.0,
        long: "3d",
        short: "6h",
        severity: "warning",
    },
];

/// Returns the alerting rules of `slo: {availability, latencyP95, requests, errors, duration}`.
pub(super) fn rules(component: &Component, slo: &Node) -> Vec<Node> {
    let mut rules = Vec::new();
    if let Some(objective) = slo.value_of("availability")
        && let Some(percent) = number(objective)
    {
        rules.extend(
            BURNS
                .iter()
                .map(|burn| availability(component, slo, objective, percent, burn)),
        );
    }
    if let Some(objective) = slo.value_of("latencyP95") {
        rules.extend(latency(component, slo, objective));
    }
    rules
}

fn number(node: &Node) -> Option<f64> {
    node.to_text()?.parse().ok()
}

fn said(slo: &Node, field: &str, unless: &str) -> String {
    let written = slo.value_of(field).and_then(Node::to_text);
    written.map_or_else(|| unless.to_owned(), |text| text.to_string())
}

fn availability(
    component: &Component,
    slo: &Node,
    objective: &Node,
    percent: f64,
    burn: &Burn,
) -> Node {
    let requests = said(slo, "requests", "http_requests_total");
    let errors = said(slo, "errors", r#"code=~"5..""#);
    let pods = pod_matchers(component);
    let budget = plain((100.0 - percent) / 100.0 * burn.factor);
    let ratio = |window: &str| {
        format!(
            "sum(rate({requests}{{{pods},{errors}}}[{window}])) / sum(rate({requests}{{{pods}}}[{window}])) > {budget}"
        )
    };
    let expression = format!("({}) and ({})", ratio(burn.long), ratio(burn.short));
    let summary = format!(
        "{} spends its error budget {} times as fast as it may",
        component.owner, burn.factor
    );
    let description = format!(
        "More than {} % of the requests of the last {} failed; the objective is {} %.",
        plain((100.0 - percent) * burn.factor),
        burn.long,
        percent
    );
    rule(
        component,
        objective,
        "ErrorBudgetBurn",
        expression,
        (burn.severity, burn.long),
        None,
        (summary, description),
    )
}

fn latency(component: &Component, slo: &Node, objective: &Node) -> Option<Node> {
    let duration = said(slo, "duration", "http_request_duration_seconds");
    let seconds = plain(duration::milliseconds(objective)? as f64 / 1000.0);
    let pods = pod_matchers(component);
    let expression = format!(
        "histogram_quantile(0.95, sum by (le) (rate({duration}_bucket{{{pods}}}[10m]))) > {seconds}"
    );
    let text = objective.to_text().unwrap_or_default();
    Some(rule(
        component,
        objective,
        "LatencyObjectiveMissed",
        expression,
        ("warning", "10m"),
        Some("10m"),
        (
            format!("{} answers too slowly", component.owner),
            format!("5 of 100 requests take longer than {text}."),
        ),
    ))
}

fn rule(
    component: &Component,
    objective: &Node,
    alert: &str,
    expression: String,
    (severity, window): (&str, &str),
    lasting: Option<&str>,
    (summary, description): (String, String),
) -> Node {
    let derived = |text: &str| objective.derive(text, &defaults::SLO);
    let mut labels = Mapping::new();
    for (key, text) in [
        ("severity", severity),
        ("window", window),
        ("namespace", &component.owner.namespace),
        ("app", &component.owner.name),
    ] {
        labels.insert(key, derived(text));
    }
    if let Some(team) = component.metadata.at(&["labels", "team"]) {
        labels.insert("team", team.clone());
    }
    yaml!(defaults::SLO => {
        alert: (derived(alert)),
        expr: (derived(&expression)),
        for: (lasting.map(derived)),
        labels: (labels),
        annotations: { summary: (derived(&summary)), description: (derived(&description)) },
    })
}

/// Prints a number without an exponent and without the digits that binary fractions leave behind.
fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn budgets_are_plain_numbers() {
        assert_eq!(plain((100.0 - 99.9) / 100.0 * 14.4), "0.0144");
        assert_eq!(plain(0.3), "0.3");
        assert_eq!(plain(1.0), "1");
    }
}
