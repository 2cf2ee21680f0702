//! A value with its type, as the server sees it, and what is wrong with one.

use crate::diag::Code;
use crate::k8s::schema::Schema;
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
