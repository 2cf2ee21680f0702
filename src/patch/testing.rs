//! Nodes for tests, from JSON.

use std::sync::Arc;

use crate::k8s::{Object, Owner};
use crate::yaml::{Mapping, Node, TEST, Value};

/// Reads JSON as a node of the default `test`.
pub(crate) fn node(json: &str) -> Node {
    from_json(&serde_json::from_str(json).expect("JSON"))
}

pub(crate) fn from_json(json: &serde_json::Value) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::UInt(number),
            _ => Value::Float(number.as_f64().expect("a number")),
        },
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => Value::Sequence(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            let mut entries = Mapping::new();
            for (key, value) in map {
                entries.insert(key.as_str(), from_json(value));
            }
            Value::Mapping(entries)
        }
    };
    Node::literal(value, &TEST)
}

pub(crate) fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::UInt(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::Sequence(items) => items.iter().map(to_json).collect(),
        Value::Mapping(map) => map
            .iter()
            .map(|entry| (entry.key.name.to_string(), to_json(&entry.value)))
            .collect(),
    }
}

/// Reads JSON as an object of `App/shop/api`.
pub(crate) fn object(json: &str) -> Object {
    let owner = Arc::new(Owner {
        kind: "App".into(),
        namespace: "shop".into(),
        name: "api".into(),
    });
    Object::new(node(json), &owner, None).expect("an object")
}
