//! The JSON Schema of a kind, for editors.
//!
//! It describes a layer, not a whole spec: files of an environment repeat kind and name and state only what differs, so
//! nothing below `spec` is required. The build checks what the merged spec needs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::SpecKind;
use super::kinds::{METADATA, shape_of};
use super::shape::{Shape, Type};

/// Returns the schema of documents of a kind, draft 2020-12.
pub fn json_schema(kind: SpecKind) -> Value {
    let shape = shape_of(kind);
    let mut definitions = Definitions::default();
    let metadata = definitions.shape(&METADATA);
    let spec = definitions.shape(shape);
    let mut definitions: BTreeMap<String, Value> = definitions
        .by_name
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    definitions.insert(
        "expression".to_owned(),
        json!({"type": "string", "pattern": "\\$\\{", "description": "An expression, ${env.region}."}),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name(),
        "description": shape.doc,
        "type": "object",
        "additionalProperties": false,
        "required": ["kind", "metadata"],
        "properties": {
            "apiVersion": {"const": super::API_VERSION},
            "kind": {"const": kind.name()},
            "metadata": metadata,
            "spec": spec,
        },
        "$defs": definitions,
    })
}

#[derive(Default)]
struct Definitions {
    by_name: BTreeMap<&'static str, Value>,
}

impl Definitions {
    /// Returns a reference to the definition of a shape, which is made on first need.
    fn shape(&mut self, shape: &'static Shape) -> Value {
        if !self.by_name.contains_key(shape.name) {
            // Entered first, so that a shape that contains itself comes to an end.
            self.by_name.insert(shape.name, Value::Null);
            let mut properties = Map::new();
            for field in shape.fields {
                let mut schema = nullable(self.ty(field.ty));
                if let Value::Object(map) = &mut schema {
                    map.insert("description".to_owned(), field.doc.into());
                }
                properties.insert(field.name.to_owned(), schema);
            }
            let definition = json!({
                "type": "object",
                "description": shape.doc,
                "additionalProperties": false,
                "properties": properties,
            });
            self.by_name.insert(shape.name, definition);
        }
        json!({"$ref": format!("#/$defs/{}", shape.name)})
    }

    fn ty(&mut self, ty: &'static Type) -> Value {
        match ty {
            Type::Any => json!({}),
            Type::String => json!({"type": "string"}),
            Type::Text => json!({"type": ["string", "number", "boolean"]}),
            Type::Bool => or_expression(json!({"type": "boolean"})),
            Type::Int(low, high) => or_expression(bounded(*low, *high)),
            Type::Number => or_expression(json!({"type": "number"})),
            Type::Quantity => json!({"type": ["string", "number"]}),
            Type::Duration => or_expression(
                json!({"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$"}),
            ),
            Type::IntOrPercent => or_expression(json!({"anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": "^[0-9]+%$"},
            ]})),
            Type::PortRef => or_expression(json!({"anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 65535},
                {"type": "string", "maxLength": 15},
            ]})),
            Type::Name => or_expression(
                json!({"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}),
            ),
            Type::Enum(words) => or_expression(json!({"enum": words})),
            Type::List(item) => or_expression(json!({"type": "array", "items": self.ty(item)})),
            Type::Map(value) => or_expression(
                json!({"type": "object", "additionalProperties": nullable(self.ty(value))}),
            ),
            Type::Object(shape) | Type::OneOf { shape, .. } | Type::AtMostOne { shape, .. } => {
                self.shape(shape)
            }
            Type::Short { short, long, .. } => {
                json!({"anyOf": [self.ty(short), self.ty(long)]})
            }
        }
    }
}

fn bounded(low: i64, high: i64) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "integer".into());
    if low > i64::MIN {
        schema.insert("minimum".to_owned(), low.into());
    }
    if high < i64::MAX {
        schema.insert("maximum".to_owned(), high.into());
    }
    Value::Object(schema)
}

fn or_expression(schema: Value) -> Value {
    json!({"anyOf": [schema, {"$ref": "#/$defs/expression"}]})
}

/// `null` deletes, everywhere.
fn nullable(schema: Value) -> Value {
    match schema {
        Value::Object(map) if map.is_empty() => Value::Object(map),
        schema => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every reference has a definition, and no two shapes of a kind share a name.
    #[test]
    fn schemas_are_closed() {
        for kind in SpecKind::ALL {
            let schema = json_schema(kind);
            let text = schema.to_string();
            for reference in text.split("#/$defs/").skip(1) {
                let name = reference.split('"').next().unwrap();
                assert!(schema["$defs"].get(name).is_some(), "{kind:?}: {name}");
            }
            let mut seen = Vec::new();
            shapes(shape_of(kind), &mut seen);
            let names: BTreeSet<&str> = seen.iter().map(|shape| shape.name).collect();
            assert_eq!(names.len(), seen.len(), "{kind:?}: two shapes share a name");
        }
    }

    fn shapes(shape: &'static Shape, seen: &mut Vec<&'static Shape>) {
        if seen.iter().any(|other| std::ptr::eq(*other, shape)) {
            return;
        }
        seen.push(shape);
        for field in shape.fields {
            types(field.ty, seen);
        }
    }

    fn types(ty: &'static Type, seen: &mut Vec<&'static Shape>) {
        match ty {
            Type::Object(shape) | Type::OneOf { shape, .. } | Type::AtMostOne { shape, .. } => {
                shapes(shape, seen)
            }
            Type::List(inner) | Type::Map(inner) => types(inner, seen),
            Type::Short { short, long, .. } => {
                types(short, seen);
                types(long, seen);
            }
            _ => {}
        }
    }
}
