//! The walk through a value and its type.

use super::spot::{Problem, Spot};
use crate::k8s::schema::{Ref, Schema, Type};
use crate::yaml::{Node, Value};

/// Adds what is wrong with a value and all below it. Types and missing fields of the type itself are told elsewhere.
pub(super) fn walk<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    if !fits(spot.value, spot.schema) {
        return;
    }
    for check in super::CHECKS {
        check(spot, found);
    }
    below(spot, &mut |inner| walk(inner, found));
}

/// Returns whether a value satisfies a part of `allOf`, `anyOf`, `oneOf` or `not`, types and needed fields included.
pub(super) fn holds(spot: &Spot<'_>) -> bool {
    if !fits(spot.value, spot.schema) || !missing(spot).is_empty() {
        return false;
    }
    let mut found = Vec::new();
    for check in super::CHECKS {
        check(spot, &mut found);
        if !found.is_empty() {
            return false;
        }
    }
    let mut all = true;
    below(spot, &mut |inner| all = all && holds(inner));
    all
}

/// Returns the fields that a value needs and does not have.
pub(super) fn missing<'v>(spot: &Spot<'v>) -> Vec<&'v str> {
    let Some(map) = spot.value.as_map() else {
        return Vec::new();
    };
    if spot.schema.required.is_empty() {
        return Vec::new();
    }
    let fields = spot.fields(map);
    let is_there = |name: &str| fields.iter().any(|(field, _)| *field == name);
    let required = spot.schema.required.iter().map(|name| name.as_str());
    required.filter(|name| !is_there(name)).collect()
}

/// Calls `visit` with every part of a value that its schema says something about.
fn below<'v>(spot: &Spot<'v>, visit: &mut dyn FnMut(&Spot<'v>)) {
    let (schema, structure) = (spot.schema, spot.structure);
    match &spot.value.value {
        Value::Mapping(map) if !schema.properties.is_empty() || schema.additional.is_some() => {
            for (name, value) in spot.fields(map) {
                // What every object has in `metadata` is not the definition's to bound.
                if let Some(Ref::Own(inner)) = schema.field(name, spot.minor) {
                    visit(&Spot {
                        value,
                        schema: inner,
                        structure: structure
                            .and_then(|ty| ty.field(name, spot.minor))
                            .map(|ty| &**ty),
                        name,
                        minor: spot.minor,
                    });
                }
            }
        }
        Value::Sequence(items) => {
            let Some(inner) = &schema.items else {
                return;
            };
            for value in items {
                visit(&Spot {
                    value,
                    schema: inner,
                    structure: structure.and_then(|ty| ty.items.as_deref()),
                    name: spot.name,
                    minor: spot.minor,
                });
            }
        }
        _ => {}
    }
}

/// Returns whether a value has its type.
fn fits(node: &Node, schema: &Schema) -> bool {
    match (&node.value, schema.ty) {
        (Value::Null, ty) => schema.nullable || ty == Type::Any,
        (_, Type::Any) => true,
        (Value::Bool(_), Type::Boolean)
        | (Value::Int(_) | Value::UInt(_) | Value::Float(_), Type::Number)
        | (Value::Int(_) | Value::UInt(_), Type::Integer | Type::IntOrString)
        | (Value::String(_), Type::String | Type::IntOrString)
        | (Value::Sequence(_), Type::Array)
        | (Value::Mapping(_), Type::Object) => true,
        (Value::Float(number), Type::Integer | Type::IntOrString) => number.fract() == 0.0,
        _ => false,
    }
}
