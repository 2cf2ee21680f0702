//! EK1003: a value has a type that the API server does not take.
//!
//! Source: the decoding of the server, k8s.io/apimachinery `pkg/runtime/converter.go` and `structured-merge-diff` for built-in
//! types, k8s.io/kube-openapi `pkg/validation/validate/type.go` for custom resources; asked of a server of 1.36.

use super::walk::{Walk, at_path, of_apply, path};
use crate::diag::Code;
use crate::k8s::schema::{Format, Schema, Type};
use crate::yaml::{Node, Value};

/// Returns whether the value has the type, and reports one that has not.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node) -> bool {
    if node.is_null() {
        null(walk, schema, node);
        return false;
    }
    if fits(schema, node, walk.is_custom) {
        return true;
    }
    let expected = expected(schema);
    let code = match schema.format {
        Some(Format::Quantity) => Code::InvalidQuantity,
        _ => Code::TypeMismatch,
    };
    walk.tell(|object, _| {
        let found = found(node);
        at_path(
            code,
            object,
            node,
            &format!("expected {expected}, found {found}"),
        )
        .at_saying(node.head().or(object.span), format!("expected {expected}"))
        .maybe_help(help(schema, node))
    });
    false
}

/// A built-in type takes null for an absent value; a custom resource says whether it does. Before a create, null fields
/// are removed, and null elements are not.
fn null(walk: &mut Walk<'_>, schema: &Schema, node: &Node) {
    let is_absent = schema.nullable || schema.ty == Type::Any || schema.default.is_some();
    if !walk.is_custom || is_absent {
        return;
    }
    let (expected, is_applied) = (expected(schema), walk.is_applied);
    walk.tell(|object, _| {
        let message = format!("expected {expected}, found null");
        let finding = at_path(Code::TypeMismatch, object, node, &message);
        if path(object, node).ends_with(']') {
            return finding.help("remove the element");
        }
        let finding = finding.help("remove the field; server-side apply refuses a null here");
        of_apply(finding, is_applied)
    });
}

fn fits(schema: &Schema, node: &Node, is_custom: bool) -> bool {
    let value = &node.value;
    match schema.ty {
        Type::Any => true,
        Type::Object => matches!(value, Value::Mapping(_)),
        Type::Array => matches!(value, Value::Sequence(_)),
        Type::String if schema.format == Some(Format::Quantity) => !matches!(
            value,
            Value::Bool(_) | Value::Sequence(_) | Value::Mapping(_)
        ),
        // Go reads bytes from a list of small numbers too.
        Type::String if schema.format == Some(Format::Byte) && !is_custom => match value {
            Value::Sequence(items) => items.iter().all(is_byte),
            _ => matches!(value, Value::String(_)),
        },
        Type::String => matches!(value, Value::String(_)),
        Type::Boolean => matches!(value, Value::Bool(_)),
        Type::Number => matches!(value, Value::Int(_) | Value::UInt(_) | Value::Float(_)),
        Type::Integer => is_whole(value),
        Type::IntOrString if is_custom => is_whole(value) || matches!(value, Value::String(_)),
        Type::IntOrString => match value {
            Value::String(_) => true,
            Value::Int(number) => i32::try_from(*number).is_ok(),
            Value::Float(number) => is_whole(value) && number.abs() < 2_147_483_648.0,
            _ => false,
        },
    }
}

fn is_byte(node: &Node) -> bool {
    node.is_null()
        || node
            .as_int()
            .is_some_and(|number| u8::try_from(number).is_ok())
}

/// A number with a point is whole if nothing stands behind the point.
fn is_whole(value: &Value) -> bool {
    match value {
        Value::Int(_) => true,
        Value::Float(number) => number.fract() == 0.0 && number.abs() < 9.3e18,
        _ => false,
    }
}

fn expected(schema: &Schema) -> &'static str {
    match schema.ty {
        Type::Any => "a value",
        Type::Object => "a map",
        Type::Array => "a list",
        Type::String if schema.format == Some(Format::Quantity) => "a quantity",
        Type::String => "a string",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Boolean => "`true` or `false`",
        Type::IntOrString => "an integer or a string",
    }
}

/// Returns what is there, with its type where that is what is wrong with it.
fn found(node: &Node) -> String {
    match node.value {
        Value::String(_) => format!("the string {}", node.brief()),
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => format!("the number {}", node.brief()),
        Value::Bool(_) => format!("`{}`", node.brief()),
        _ => node.value.type_name().to_owned(),
    }
}

fn help(schema: &Schema, node: &Node) -> Option<String> {
    let text = node.to_text()?;
    match (schema.ty, &node.value) {
        (Type::String, _) => Some(format!("write it in quotes: `\"{text}\"`")),
        (Type::Integer | Type::Number, Value::String(_)) if text.parse::<f64>().is_ok() => {
            Some(format!("write it without quotes: `{text}`"))
        }
        (Type::Boolean, Value::String(_)) => match text.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some("write `true`".to_owned()),
            "false" | "no" | "off" => Some("write `false`".to_owned()),
            _ => None,
        },
        // A command in one text would be the name of a program.
        (Type::Array, Value::String(_)) if !text.contains(['"', '\'', '\\']) => {
            let words: Vec<String> = text
                .split_whitespace()
                .map(|word| format!("\"{word}\""))
                .collect();
            Some(format!("write a list: `[{}]`", words.join(", ")))
        }
        (Type::Array, _) => Some(format!("write a list: `[{}]`", node.brief())),
        _ => None,
    }
}
