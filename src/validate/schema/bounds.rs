//! EK1008: a number is out of the range of its field.
//!
//! Source: the table of `src/k8s/schema/values.rs`; the width of integers, as Go has it.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::{Format, Schema};
use crate::yaml::{Node, Value};

/// Reports a number that is too small or too large.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node) {
    let number = match node.value {
        Value::Int(number) => number as f64,
        Value::Float(number) => number,
        _ => return,
    };
    let limits = schema.limits.as_deref();
    let mut least = limits.and_then(|limits| limits.minimum);
    let mut most = limits.and_then(|limits| limits.maximum);
    if schema.format == Some(Format::Int32) {
        least = least.or(Some(i32::MIN.into()));
        most = most.or(Some(i32::MAX.into()));
    }
    let is_below = least.is_some_and(|least| number < least);
    let is_above = most.is_some_and(|most| number > most);
    if !is_below && !is_above {
        return;
    }
    walk.tell(|object, _| {
        // The width of an integer is worth a word only to who exceeds it.
        let expected = match (least, most) {
            (Some(least), Some(most)) if most < f64::from(i32::MAX) || is_above => {
                format!("{least} to {most}")
            }
            (Some(least), _) => format!("{least} or more"),
            (None, most) => format!("at most {}", most.unwrap_or_default()),
        };
        at_path(
            Code::NumberOutOfRange,
            object,
            node,
            &format!("expected {expected}, found {number}"),
        )
    });
}
