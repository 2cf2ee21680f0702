//! EK1020: a value is none of those that are allowed. Source: `enum`, `BasicCommonValidator` of `kube-openapi`.

use super::spot::{Problem, Spot, equal};
use crate::diag::Code;
use crate::yaml::Node;

/// So many values are named in a message.
const NAMED: usize = 12;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let allowed = match &spot.schema.limits {
        Some(limits) if !limits.one_of.is_empty() => &limits.one_of,
        _ => return,
    };
    if allowed.iter().any(|value| equal(value, spot.value)) {
        return;
    }
    let shown = |node: &Node| node.to_text().unwrap_or_else(|| node.brief());
    let mut names: Vec<String> = allowed
        .iter()
        .take(NAMED)
        .map(|value| format!("`{}`", shown(value)))
        .collect();
    if allowed.len() > NAMED {
        names.push(format!("{} more", allowed.len() - NAMED));
    }
    let expected = match names.as_slice() {
        [one] => one.clone(),
        _ => format!("one of {}", names.join(", ")),
    };
    let value = shown(spot.value);
    let message = format!("expected {expected} for `{}`, found `{value}`", spot.name);
    found.push(Problem {
        near: Some(allowed),
        ..Problem::new(Code::NotAllowed, spot.value, message)
    });
}
