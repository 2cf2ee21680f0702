//! EK1142: update strategies that the API server refuses. After `ValidateDeploymentStrategy`,
//! `ValidateDaemonSetUpdateStrategy` and `ValidateStatefulSetSpec` of `pkg/apis/apps/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of("apps", "Deployment") {
        let mut judge = Judge::new(Code::Strategy, object, findings);
        let strategy = object.node.at(&["spec", "strategy"]);
        if let Some(update) = rolling(strategy, "Recreate", &mut judge) {
            let (surge, unavailable) = shares(update, 1, 1, &mut judge);
            most(update, "maxUnavailable", unavailable, &mut judge);
            if (surge, unavailable) == (0, 0) {
                let message = "`maxSurge` and `maxUnavailable` are both 0, so nothing can move";
                judge.says(update, message);
            }
        }
    }
    for object in tree.of("apps", "DaemonSet") {
        let mut judge = Judge::new(Code::Strategy, object, findings);
        let strategy = object.node.at(&["spec", "updateStrategy"]);
        let on_delete = strategy.and_then(|strategy| text(strategy, &["type"])) == Some("OnDelete");
        let update = strategy.and_then(|strategy| strategy.value_of("rollingUpdate"));
        if let Some(update) = update.filter(|_| !on_delete) {
            daemon_set(update, &mut judge);
        }
    }
    for object in tree.of("apps", "StatefulSet") {
        let mut judge = Judge::new(Code::Strategy, object, findings);
        rolling(
            object.node.at(&["spec", "updateStrategy"]),
            "OnDelete",
            &mut judge,
        );
    }
}

/// Returns the settings of a rolling update; beside the other strategy there must be none.
fn rolling<'n>(
    strategy: Option<&'n Node>,
    other: &str,
    judge: &mut Judge<'_, '_>,
) -> Option<&'n Node> {
    let strategy = strategy?;
    if text(strategy, &["type"]) == Some(other) {
        judge.refuses_even_empty(
            strategy,
            "rollingUpdate",
            &format!("beside the strategy `{other}`"),
        );
        return None;
    }
    strategy.value_of("rollingUpdate")
}

fn daemon_set(update: &Node, judge: &mut Judge<'_, '_>) {
    let (surge, unavailable) = shares(update, 0, 1, judge);
    most(update, "maxSurge", surge, judge);
    most(update, "maxUnavailable", unavailable, judge);
    match (surge, unavailable) {
        (0, 0) => judge.says(
            update,
            "`maxSurge` and `maxUnavailable` are both 0, so nothing can move",
        ),
        (0, _) | (_, 0) => {}
        _ => {
            let message = "`maxSurge` of a DaemonSet needs `maxUnavailable: 0`, which is 1 where nothing is stated";
            judge.advises(update, message, "write `maxUnavailable: 0`");
        }
    }
}

/// Returns `maxSurge` and `maxUnavailable` as numbers, whether of pods or of hundredths.
fn shares(update: &Node, surge: i64, unavailable: i64, judge: &mut Judge<'_, '_>) -> (i64, i64) {
    let mut share = |key: &str, default| match update.value_of(key) {
        None => default,
        Some(node) => number(node, judge).unwrap_or_default(),
    };
    (
        share("maxSurge", surge),
        share("maxUnavailable", unavailable),
    )
}

fn number(node: &Node, judge: &mut Judge<'_, '_>) -> Option<i64> {
    match &node.value {
        Value::Int(number) if *number < 0 => {
            judge.says(node, format!("expected 0 or more, found {number}"));
            Some(*number)
        }
        Value::Int(number) => Some(*number),
        Value::String(text) => {
            judge.format(node, Format::Percent, "share of pods");
            text.strip_suffix('%').unwrap_or(text).parse().ok()
        }
        // The schema says what is wrong.
        _ => Some(1),
    }
}

fn most(update: &Node, key: &str, share: i64, judge: &mut Judge<'_, '_>) {
    let stated = update.value_of(key).filter(|node| node.as_str().is_some());
    if let Some(node) = stated.filter(|_| share > 100) {
        judge.says(
            node,
            format!("`{key}` is at most 100%, found {}", node.brief()),
        );
    }
}
