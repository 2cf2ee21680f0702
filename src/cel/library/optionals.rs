//! Values that may be missing. The evaluator has `or` and `orValue`, which need not look at their argument.

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::{Called, refused};

pub(in super::super) const ROWS: &[Row] = &[
    function("optional.of", "(A) -> optional(A)", of).since(28),
    function("optional.ofNonZeroValue", "(A) -> optional(A)", of_non_zero).since(28),
    function("optional.none", "() -> optional(A)", none).since(28),
    function("optional.unwrap", "(list(optional(A))) -> list(A)", unwrap).since(28),
    method("unwrapOpt", "(list(optional(A))) -> list(A)", unwrap).since(28),
    method("value", "(optional(A)) -> A", value).since(28),
    method("hasValue", "(optional(A)) -> bool", has_value).since(28),
    method("or", "(optional(A), optional(A)) -> optional(A)", none).since(28),
    method("orValue", "(optional(A), A) -> A", value).since(28),
    method("first", "(list(A)) -> optional(A)", first).since(28),
    method("last", "(list(A)) -> optional(A)", last).since(28),
];

fn of<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [value] => Ok(Value::some(value.clone())),
        _ => refused("optional.of", args),
    }
}

fn none<'a>(_: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    Ok(Value::Optional(None))
}

fn of_non_zero<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    match args {
        [value] if is_zero(value) => none(args, meter),
        _ => of(args, meter),
    }
}

/// Returns whether a value is that which an unset field of its type has.
fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Int(number) => *number == 0,
        Value::Uint(number) => *number == 0,
        Value::Double(number) => *number == 0.0,
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::Duration(nanos) => *nanos == 0,
        Value::List(list) => list.len() == 0,
        Value::Map(map) => map.len() == 0,
        Value::Optional(found) => found.as_deref().is_none_or(is_zero),
        _ => false,
    }
}

fn unwrap<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::List(list)] = args else {
        return refused("unwrapOpt", args);
    };
    meter.take(list.len())?;
    let mut found = Vec::new();
    for item in list.iter() {
        match item {
            Value::Optional(None) => {}
            Value::Optional(Some(value)) => found.push((*value).clone()),
            wrong => return refused("unwrapOpt", &[wrong]),
        }
    }
    Ok(Value::from(found))
}

fn value<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Optional(Some(value))] => Ok((**value).clone()),
        [Value::Optional(None)] => Err(Failure::new("the optional has no value")),
        _ => refused("value", args),
    }
}

fn has_value<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Optional(found)] => Ok(Value::Bool(found.is_some())),
        _ => refused("hasValue", args),
    }
}

fn first<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::List(list)] => Ok(Value::Optional(list.get(0).map(Into::into))),
        _ => refused("first", args),
    }
}

fn last<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::List(list)] => {
            let at = list.len().checked_sub(1);
            let found = at.and_then(|at| list.get(at));
            Ok(Value::Optional(found.map(Into::into)))
        }
        _ => refused("last", args),
    }
}
