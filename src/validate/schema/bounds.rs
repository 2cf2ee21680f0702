//! EK1008: a number, a length or a count is out of bounds, or a text does not match.
//!
//! Source: the table of `src/k8s/schema/values.rs` for built-in types, the definition for custom resources.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::Limits;
use crate::yaml::{Node, Value};

/// Reports what is out of the bounds of its field.
pub(super) fn check(walk: &mut Walk<'_>, limits: &Limits, node: &Node) {
    let wrong = match &node.value {
        Value::Int(number) => in_range(limits, *number as f64),
        Value::UInt(number) => in_range(limits, *number as f64),
        Value::Float(number) => in_range(limits, *number),
        Value::String(text) => length(limits, text),
        Value::Sequence(items) => count(
            items.len(),
            (limits.min_items, limits.max_items),
            ("element", "elements"),
        )
        .or_else(|| unique(limits, items)),
        Value::Mapping(map) => count(
            map.len(),
            (limits.min_properties, limits.max_properties),
            ("entry", "entries"),
        ),
        Value::Null | Value::Bool(_) => None,
    };
    if let Some(wrong) = wrong {
        walk.tell(|object, _| {
            at_path(Code::OutOfBounds, object, node, &wrong).at(node.head().or(object.span))
        });
    }
}

fn in_range(limits: &Limits, number: f64) -> Option<String> {
    let below = limits
        .minimum
        .is_some_and(|least| number < least || (limits.exclusive_minimum && number == least));
    let above = limits
        .maximum
        .is_some_and(|most| number > most || (limits.exclusive_maximum && number == most));
    if below || above {
        return Some(format!("expected {}, found {number}", range(limits)));
    }
    let factor = limits.multiple_of.filter(|factor| *factor != 0.0)?;
    let times = number / factor;
    ((times - times.round()).abs() > 1e-9)
        .then(|| format!("expected a multiple of {factor}, found {number}"))
}

fn range(limits: &Limits) -> String {
    let least = limits.minimum.map(|least| match limits.exclusive_minimum {
        true => format!("more than {least}"),
        false => format!("at least {least}"),
    });
    let most = limits.maximum.map(|most| match limits.exclusive_maximum {
        true => format!("less than {most}"),
        false => format!("at most {most}"),
    });
    match (limits.minimum.zip(limits.maximum), least, most) {
        (Some((least, most)), ..) if !limits.exclusive_minimum && !limits.exclusive_maximum => {
            format!("{least} to {most}")
        }
        (_, Some(least), Some(most)) => format!("{least} and {most}"),
        (_, Some(one), None) | (_, None, Some(one)) => one,
        (_, None, None) => "another number".to_owned(),
    }
}

fn length(limits: &Limits, text: &str) -> Option<String> {
    if limits.min_length.is_some() || limits.max_length.is_some() {
        let wrong = count(
            text.chars().count(),
            (limits.min_length, limits.max_length),
            ("character", "characters"),
        );
        if wrong.is_some() {
            return wrong;
        }
    }
    let pattern = limits.pattern.as_ref()?;
    (pattern.matches(text) == Some(false))
        .then(|| format!("expected text that matches `{}`", pattern.as_str()))
}

fn count(
    found: usize,
    (least, most): (Option<u64>, Option<u64>),
    (one, many): (&str, &str),
) -> Option<String> {
    let word = |count: u64| if count == 1 { one } else { many };
    let amount = found as u64;
    let (bound, limit) = match (least, most) {
        (Some(least), _) if amount < least => ("at least", least),
        (_, Some(most)) if amount > most => ("at most", most),
        _ => return None,
    };
    Some(format!(
        "expected {bound} {limit} {}, found {found}",
        word(limit)
    ))
}

fn unique(limits: &Limits, items: &[Node]) -> Option<String> {
    let again = |at: &usize| items[..*at].contains(&items[*at]);
    let at = (1..items.len()).find(|at| limits.unique_items && again(at))?;
    Some(format!("element {at} stands twice"))
}
