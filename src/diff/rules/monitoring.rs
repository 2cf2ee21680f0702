//! What is watched, and who is told: alerts and scrape targets that go.

use std::collections::BTreeMap;

use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.id().group != "monitoring.coreos.com" {
        return;
    }
    match subject.id().kind.as_str() {
        "PrometheusRule" => judge_alerts(subject, verdict),
        "ServiceMonitor" | "PodMonitor" | "Probe" | "ScrapeConfig" => {
            judge_monitor(subject, verdict)
        }
        _ => {}
    }
}

fn judge_alerts(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (old, new) = (alerts(subject.before()), alerts(subject.after()));
    let gone: Vec<&str> = old
        .keys()
        .copied()
        .filter(|name| !new.contains_key(name))
        .collect();
    let path = || Path::of(&["spec", "groups"]);
    if !gone.is_empty() {
        let why = match gone.as_slice() {
            [one] => format!("nobody is told any more: alert `{one}` is gone"),
            _ => format!("nobody is told any more: alerts {} are gone", ticked(&gone)),
        };
        verdict.reason(
            Risk::Medium,
            path(),
            why,
            "make sure that another rule stands in for it",
        );
    }
    let other: Vec<&str> = old
        .iter()
        .filter(|(name, rules)| new.get(*name).is_some_and(|new| new != *rules))
        .map(|(name, _)| *name)
        .collect();
    if !other.is_empty() {
        let why = match other.as_slice() {
            [one] => format!("alert `{one}` fires in other cases than before"),
            _ => format!("alerts {} fire in other cases than before", ticked(&other)),
        };
        verdict.reason(Risk::Low, path(), why, "");
    }
}

/// The condition and the patience of an alert.
type Condition<'a> = (Option<&'a Node>, Option<&'a Node>);

/// Returns the conditions of each alert, by its name; several rules may share one.
fn alerts(rule: Option<&Node>) -> BTreeMap<&str, Vec<Condition<'_>>> {
    let mut alerts: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for group in items(rule.and_then(|rule| rule.at(&["spec", "groups"]))) {
        for rule in items(group.value_of("rules")) {
            if let Some(name) = text(Some(rule), &["alert"]) {
                let condition = (rule.value_of("expr"), rule.value_of("for"));
                alerts.entry(name).or_default().push(condition);
            }
        }
    }
    alerts
}

fn judge_monitor(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() == Action::Delete {
        let why = "its metrics are no longer collected: alerts and autoscalers that read them see nothing";
        verdict.reason(Risk::Medium, Path::default(), why, "");
    } else if subject.stays() && subject.touches(&["spec", "selector"]) {
        let why = "it collects from others than before: alerts on the old metrics see nothing";
        verdict.reason(Risk::Medium, Path::of(&["spec", "selector"]), why, "");
    }
}
