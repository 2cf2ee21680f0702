//! The targets of the metrics of an autoscaler.

use crate::validate::judge::{Judge, quantity};
use crate::yaml::Node;

/// Checks a target, which must state one of these fields.
pub(super) fn check_target(target: &Node, kind: &str, fields: &[&str], judge: &mut Judge<'_, '_>) {
    judge.wants(target, "type", "a target");
    let stated = fields.iter().filter_map(|key| target.value_of(key));
    let stated: Vec<&Node> = stated.collect();
    if stated.is_empty() {
        judge.says(
            target,
            format!("this target needs `{}`", fields.join("` or `")),
        );
    }
    if let ([_, second], true) = (stated.as_slice(), kind != "Object") {
        judge.says(
            second,
            format!("a target has one of `{}`", fields.join("`, `")),
        );
    }
    for key in ["value", "averageValue"] {
        if let Some(node) = target.value_of(key)
            && quantity(node).is_some_and(|amount| amount.is_zero() || amount.is_negative())
        {
            judge.says(node, format!("`{key}` must be more than nothing"));
        }
    }
}
