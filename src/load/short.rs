//! Short forms: which of the two a value is, and how it becomes the long one.

use super::expression;
use super::shape::Type;
use crate::yaml::{Node, Value};

/// Returns whether a value is of the right sort; its format and bounds are looked at later.
pub(super) fn takes(ty: &Type, node: &Node) -> bool {
    match ty {
        Type::Any => true,
        Type::String | Type::Name | Type::Enum(_) | Type::Duration => {
            matches!(node.value, Value::String(_))
        }
        Type::Text => !matches!(
            node.value,
            Value::Null | Value::Sequence(_) | Value::Mapping(_)
        ),
        Type::Bool => matches!(node.value, Value::Bool(_)),
        Type::Int(..) => matches!(node.value, Value::Int(_)),
        Type::Number => matches!(node.value, Value::Int(_) | Value::UInt(_) | Value::Float(_)),
        Type::Quantity => matches!(
            node.value,
            Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::String(_)
        ),
        Type::IntOrPercent | Type::PortRef => {
            matches!(node.value, Value::Int(_) | Value::String(_))
        }
        Type::List(_) => matches!(node.value, Value::Sequence(_)),
        Type::Map(_) | Type::Object(_) | Type::OneOf { .. } | Type::AtMostOne { .. } => {
            matches!(node.value, Value::Mapping(_))
        }
        Type::Short { short, long, .. } => takes(short, node) || takes(long, node),
    }
}

/// Turns a short form into the long one, with expressions hidden from `expand`.
pub(super) fn expand_short(node: &Node, expand: fn(&Node) -> Node) -> Node {
    let Some(text) = node.as_str().filter(|text| expression::any(text)) else {
        return expand(node);
    };
    let (masked, hidden) = expression::mask(text);
    let mut long = expand(&node.with(masked));
    unmask(&mut long, &hidden);
    long
}

fn unmask(node: &mut Node, hidden: &[String]) {
    match &mut node.value {
        Value::String(text) => *text = expression::unmask(text, hidden).into(),
        Value::Sequence(items) => items.iter_mut().for_each(|item| unmask(item, hidden)),
        Value::Mapping(map) => {
            *map = std::mem::take(map)
                .into_iter()
                .map(|mut entry| {
                    entry.key.name = expression::unmask(&entry.key.name, hidden).into();
                    unmask(&mut entry.value, hidden);
                    entry
                })
                .collect();
        }
        _ => {}
    }
}
