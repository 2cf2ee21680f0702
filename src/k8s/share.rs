//! Numbers of pods that may be written as a share of all: `1`, `25%`.

use crate::yaml::{Node, Value};

/// Returns a number of pods, or that share of `total`, rounded up as Kubernetes does for budgets.
pub fn share(node: &Node, total: i64) -> Option<i64> {
    match &node.value {
        Value::Int(number) => Some(*number),
        Value::String(text) => {
            let percent: i64 = text.strip_suffix('%')?.parse().ok()?;
            Some(percent.checked_mul(total)?.checked_add(99)? / 100)
        }
        _ => None,
    }
}
