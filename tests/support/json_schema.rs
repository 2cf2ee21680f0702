//! The part of JSON Schema that the schemas of reports are written in. A keyword that it does not know is an error, so that
//! no schema passes by being misunderstood.

use serde_json::{Map, Value};

/// Returns what of a value is not as the schema says, each with its JSON pointer.
pub(crate) fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    check(schema, schema, value, "", &mut errors);
    errors
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    let Some(keywords) = schema.as_object() else {
        return errors.push(format!("{at}: a schema is a map"));
    };
    for (keyword, what) in keywords {
        let is_right = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = what.as_str().and_then(|text| text.strip_prefix('#'));
                match pointer.and_then(|pointer| root.pointer(pointer)) {
                    Some(target) => check(root, target, value, at, errors),
                    None => errors.push(format!("{at}: {what} leads nowhere")),
                }
                true
            }
            "type" => match what {
                Value::Array(types) => types.iter().any(|ty| is_of(ty, value)),
                ty => is_of(ty, value),
            },
            "enum" => what.as_array().is_some_and(|all| all.contains(value)),
            "const" => what == value,
            "minimum" => value
                .as_i64()
                .zip(what.as_i64())
                .is_none_or(|(a, b)| a >= b),
            "minProperties" => size(value).zip(what.as_u64()).is_none_or(|(a, b)| a >= b),
            "maxProperties" => size(value).zip(what.as_u64()).is_none_or(|(a, b)| a <= b),
            "required" => {
                let mut names = what
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                names.all(|name| value.get(name).is_some())
            }
            "properties" | "additionalProperties" => true,
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, what, item, &format!("{at}/{index}"), errors);
                }
                true
            }
            "anyOf" => what.as_array().into_iter().flatten().any(|choice| {
                let mut found = Vec::new();
                check(root, choice, value, at, &mut found);
                found.is_empty()
            }),
            _ => false,
        };
        if !is_right {
            errors.push(format!("{at}: {value} is not {keyword} {what}"));
        }
    }
    if let Some(map) = value.as_object() {
        properties(root, keywords, map, at, errors);
    }
}

fn properties(
    root: &Value,
    keywords: &Map<String, Value>,
    map: &Map<String, Value>,
    at: &str,
    errors: &mut Vec<String>,
) {
    for (name, value) in map {
        let known = keywords.get("properties").and_then(|all| all.get(name));
        let at = format!("{at}/{name}");
        match known.or(keywords.get("additionalProperties")) {
            Some(Value::Bool(false)) => errors.push(format!("{at}: is not known")),
            Some(schema @ Value::Object(_)) => check(root, schema, value, &at, errors),
            _ => {}
        }
    }
}

fn size(value: &Value) -> Option<u64> {
    value.as_object().map(|map| map.len() as u64)
}

fn is_of(ty: &Value, value: &Value) -> bool {
    match ty.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
