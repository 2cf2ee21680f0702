//! Whether a value has its type, so that a rule can be asked of it. It reports nothing.

use crate::k8s::schema::{Schema, Type};
use crate::yaml::{Node, Value as Yaml};

/// Returns whether a value and all below it have their types and the fields they need.
pub(super) fn fits(node: &Node, schema: &Schema) -> bool {
    let right = match (&node.value, schema.ty) {
        (Yaml::Null, _) | (_, Type::Any) => true,
        (Yaml::Bool(_), Type::Boolean) => true,
        (Yaml::Int(_) | Yaml::UInt(_), Type::Integer | Type::Number | Type::IntOrString) => true,
        (Yaml::Float(_), Type::Number) => true,
        (Yaml::Float(number), Type::Integer | Type::IntOrString) => number.fract() == 0.0,
        (Yaml::String(_), Type::String | Type::IntOrString) => true,
        (Yaml::Sequence(_), Type::Array) | (Yaml::Mapping(_), Type::Object) => true,
        _ => false,
    };
    let below = match &node.value {
        Yaml::Sequence(items) => match &schema.items {
            Some(inner) => items.iter().all(|item| fits(item, inner)),
            None => true,
        },
        Yaml::Mapping(map) => {
            let minor = crate::k8s::Minor::NEWEST;
            let is_there = |name: &ecow::EcoString| {
                map.contains(name)
                    || schema
                        .property(name, minor)
                        .is_some_and(|property| property.default.is_some())
            };
            schema.required.iter().all(is_there)
                && map.iter().all(|entry| {
                    let inner = schema.field(&entry.key.name, minor);
                    inner.is_none_or(|inner| fits(&entry.value, inner))
                })
        }
        _ => true,
    };
    right && below
}
