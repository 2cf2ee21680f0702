//! What the JSON Schemas of reports are made of.

use serde_json::{Map, Value, json};

/// Returns the schema of a map that has these keys and no others, all of them but the optional ones.
pub(super) fn closed(properties: Value, optional: &[&str]) -> Value {
    let keys = properties.as_object().into_iter().flat_map(Map::keys);
    let required: Vec<&String> = keys
        .filter(|key| !optional.contains(&key.as_str()))
        .collect();
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}
