//! The conditions of a trust policy, as IAM reads its JSON.

use serde_json::Value as Json;

/// Returns operator, key and values of each condition of the statements.
pub(super) fn conditions(document: &Json) -> Vec<(&str, &str, Vec<&str>)> {
    let statements = match &document["Statement"] {
        Json::Array(statements) => statements.iter().collect(),
        one => vec![one],
    };
    let operators = statements
        .into_iter()
        .filter_map(|statement| statement["Condition"].as_object())
        .flatten();
    operators
        .filter_map(|(operator, keys)| Some((operator, keys.as_object()?)))
        .flat_map(|(operator, keys)| keys.iter().map(move |(key, value)| (operator, key, value)))
        .map(|(operator, key, value)| {
            let values = match value {
                Json::Array(values) => values.iter().filter_map(Json::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            (operator.as_str(), key.as_str(), values)
        })
        .collect()
}
