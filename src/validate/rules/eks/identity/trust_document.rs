//! The statements of a trust policy, as IAM reads its JSON.

use serde_json::Value as Json;

/// Returns the statements.
pub(super) fn statements(document: &Json) -> Vec<&Json> {
    match &document["Statement"] {
        Json::Array(statements) => statements.iter().collect(),
        one => vec![one],
    }
}

/// Returns the texts of a value that is one, or a list of them.
pub(super) fn texts(value: &Json) -> Vec<&str> {
    match value {
        Json::Array(values) => values.iter().filter_map(Json::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// Returns operator, key and values of each condition of a statement.
pub(super) fn conditions(statement: &Json) -> Vec<(&str, &str, Vec<&str>)> {
    let operators = statement["Condition"].as_object().into_iter().flatten();
    operators
        .filter_map(|(operator, keys)| Some((operator, keys.as_object()?)))
        .flat_map(|(operator, keys)| keys.iter().map(move |(key, value)| (operator, key, value)))
        .map(|(operator, key, value)| (operator.as_str(), key.as_str(), texts(value)))
        .collect()
}
