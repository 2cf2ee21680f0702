//! Autoscalers and disruption budgets.

mod behavior;
mod bounds;
mod budget;
mod metric;
mod target;

use super::super::{Reach, Rule, of_each};
use crate::k8s::{Format, Object};
use crate::validate::judge::Judge;
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, behavior::check),
    of_each(Reach::Object, bounds::check),
    of_each(Reach::Object, budget::check),
    of_each(Reach::Object, metric::check),
];

const GROUP: &str = "autoscaling";

/// Returns whether an autoscaler is of the version without `metrics` and `behavior`.
fn is_v1(autoscaler: &Object) -> bool {
    autoscaler.node.get("apiVersion").and_then(Node::as_str) == Some("autoscaling/v1")
}

/// Checks a reference to an object of any group; `strict` versions of the server also look at its version.
fn reference(node: &Node, needs_group: bool, strict: bool, judge: &mut Judge<'_, '_>) {
    for key in ["kind", "name"] {
        if let Some(node) = judge.needs(node, key, "a reference") {
            judge.format(node, Format::PathSegment, key);
        }
    }
    if !strict {
        return;
    }
    let version = node.value_of("apiVersion");
    let text = version.and_then(Node::as_str).unwrap_or_default();
    let at = version.unwrap_or(node);
    let (group, rest) = text.split_once('/').unwrap_or(("", text));
    if rest.contains('/') {
        judge.says(
            at,
            format!("`{text}` is no version of an API: expected `apps/v1`"),
        );
    } else if group.is_empty() && needs_group {
        let help = "write `apiVersion: apps/v1` for a Deployment";
        judge.advises(at, "the `apiVersion` of what is scaled needs a group", help);
    }
}
