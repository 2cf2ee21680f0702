//! Nodes to JSON values and back, for minijinja, schemas and oracles. Places and defaults do not survive the way to JSON.

use serde_json::{Number, Value as Json};

use super::node::{Entry, Key, Mapping, Node, Value};
use super::origin::Origin;

impl Node {
    /// Returns the value as JSON. `.nan` and `.inf` have no JSON form and become null.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(truth) => Json::Bool(*truth),
            Value::Int(number) => Json::Number((*number).into()),
            Value::UInt(number) => Json::Number((*number).into()),
            Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
            Value::String(text) => Json::String(text.as_str().to_owned()),
            Value::Sequence(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Mapping(map) => Json::Object(
                map.iter()
                    .map(|entry| (entry.key.name.as_str().to_owned(), entry.value.to_json()))
                    .collect(),
            ),
        }
    }

    /// Returns a node for a JSON value; every node of it has this origin.
    pub fn from_json(json: &Json, origin: &Origin) -> Node {
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::Int(number),
                (None, Some(number)) => Value::UInt(number),
                (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => text.as_str().into(),
            Json::Array(items) => Value::Sequence(
                items
                    .iter()
                    .map(|item| Node::from_json(item, origin))
                    .collect(),
            ),
            Json::Object(map) => Value::Mapping(
                map.iter()
                    .map(|(name, value)| Entry {
                        key: Key {
                            name: name.as_str().into(),
                            span: origin.span,
                        },
                        value: Node::from_json(value, origin),
                    })
                    .collect::<Mapping>(),
            ),
        };
        Node::new(value, origin.clone())
    }
}
