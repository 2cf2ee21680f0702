//! When two scalars are one value to the API server.

use crate::k8s::duration::Duration;
use crate::k8s::quantity::Quantity;
use crate::k8s::schema::{Format, Schema, Type};
use crate::yaml::Node;

/// Returns whether two values that are not both maps and not both lists say the same.
pub(super) fn equal(before: &Node, after: &Node, schema: Option<&Schema>) -> bool {
    if before == after {
        return true;
    }
    let (Some(old), Some(new)) = (before.to_text(), after.to_text()) else {
        return false;
    };
    let Some(schema) = schema else {
        return false;
    };
    // Custom resources have no format for quantities: it is a number or a text with a pattern.
    let has_pattern = schema
        .limits
        .as_ref()
        .is_some_and(|limits| limits.pattern.is_some());
    match (schema.ty, schema.format) {
        (_, Some(Format::Quantity)) => same_quantity(&old, &new),
        (Type::IntOrString, _) => old == new || has_pattern && same_quantity(&old, &new),
        (Type::String, Some(Format::Duration)) => same_duration(&old, &new),
        (Type::Number, _) => old.parse::<f64>().is_ok_and(|a| new.parse() == Ok(a)),
        _ => false,
    }
}

fn same_quantity(old: &str, new: &str) -> bool {
    match (Quantity::parse(old), Quantity::parse(new)) {
        (Ok(old), Ok(new)) => old == new,
        _ => false,
    }
}

fn same_duration(old: &str, new: &str) -> bool {
    match (Duration::parse(old), Duration::parse(new)) {
        (Ok(old), Ok(new)) => old.nanoseconds() == new.nanoseconds(),
        _ => false,
    }
}
