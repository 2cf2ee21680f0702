//! The walk through a value and its type.

use crate::diag::Code;
use crate::k8s::schema::{Ref, Schema, Type};
use crate::k8s::{Minor, Object};
use crate::yaml::{Mapping, Node, Value};

/// A value, what it must satisfy, and its type.
pub(super) struct Spot<'v> {
    pub(super) value: &'v Node,
    /// What it must satisfy: its type, or part of `allOf`, `anyOf`, `oneOf` and `not` of it.
    pub(super) schema: &'v Schema,
    /// Its type, which knows defaults.
    pub(super) structure: Option<&'v Schema>,
    /// The field that holds it, or the list.
    pub(super) name: &'v str,
    pub(super) minor: Minor,
}

/// What is wrong with a value.
pub(super) struct Problem<'v> {
    pub(super) code: Code,
    pub(super) node: &'v Node,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The values that are allowed, one of which may be meant.
    pub(super) near: Option<&'v [Node]>,
}

impl<'v> Problem<'v> {
    pub(super) fn new(code: Code, node: &'v Node, message: String) -> Self {
        Problem {
            code,
            node,
            message,
            help: None,
            near: None,
        }
    }
}

impl<'v> Spot<'v> {
    /// Returns a whole object.
    pub(super) fn root(object: &'v Object, schema: &'v Schema, minor: Minor) -> Self {
        Spot {
            name: &object.id.kind,
            structure: Some(schema),
            ..Spot::value(&object.node, schema, minor)
        }
    }

    /// Returns a value that stands nowhere, and gets no defaults.
    pub(super) fn value(value: &'v Node, schema: &'v Schema, minor: Minor) -> Self {
        Spot {
            value,
            schema,
            structure: None,
            name: "",
            minor,
        }
    }

    /// Returns the same value, which must satisfy something else as well.
    pub(super) fn against(&self, schema: &'v Schema) -> Self {
        Spot { schema, ..*self }
    }

    /// Returns the fields of a map as the server sees them: with defaults, and without `null`s that stand for nothing.
    pub(super) fn fields(&self, map: &'v Mapping) -> Vec<(&'v str, &'v Node)> {
        let mut fields = Vec::with_capacity(map.len());
        for entry in map {
            let name = entry.key.name.as_str();
            let ty = self.structure.and_then(|ty| ty.field(name, self.minor));
            match ty {
                Some(ty) if entry.value.is_null() && !ty.nullable => {
                    fields.extend(ty.default.as_deref().map(|default| (name, default)));
                }
                _ => fields.push((name, &entry.value)),
            }
        }
        let properties = self.structure.map_or(&[][..], |ty| &ty.properties);
        for property in properties {
            if let Some(default) = property.schema.default.as_deref()
                && !map.contains(&property.name)
            {
                fields.push((&property.name, default));
            }
        }
        fields
    }
}

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

/// Returns whether two values are equal to the server, for which `1` and `1.0` are.
pub(super) fn equal(a: &Node, b: &Node) -> bool {
    let number = |node: &Node| match node.value {
        Value::Int(number) => Some(number as f64),
        Value::UInt(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
