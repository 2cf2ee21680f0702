//! Operators. A result that does not fit is a failure, never another number.

use std::sync::Arc;

use super::super::compare::{Keyed, Members};
use super::super::function::{Row, function};
use super::super::meter::Meter;
use super::super::value::{Failure, List, Value};
use super::{Called, refused};
use crate::k8s::schema::List as ListType;

/// The evaluator knows the operators by name; the rows are for the checker.
const fn operator(name: &'static str, signature: &'static str) -> Row {
    function(name, signature, never)
}

fn never<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    refused("operator", args)
}

pub(in super::super) const ROWS: &[Row] = &[
    operator("!", "(bool) -> bool"),
    operator("-", "(int) -> int"),
    operator("-", "(double) -> double"),
    operator("?:", "(bool, A, A) -> A"),
    operator("==", "(A, A) -> bool"),
    operator("!=", "(A, A) -> bool"),
    operator("in", "(A, list(A)) -> bool"),
    operator("in", "(A, map(A, B)) -> bool"),
    operator("[]", "(list(A), int) -> A"),
    operator("[]", "(map(A, B), A) -> B"),
    operator("[]", "(optional(list(A)), int) -> optional(A)"),
    operator("[]", "(optional(map(A, B)), A) -> optional(B)"),
    operator("[?]", "(list(A), int) -> optional(A)"),
    operator("[?]", "(optional(list(A)), int) -> optional(A)"),
    operator("[?]", "(map(A, B), A) -> optional(B)"),
    operator("[?]", "(optional(map(A, B)), A) -> optional(B)"),
    operator("+", "(bytes, bytes) -> bytes"),
    operator("+", "(double, double) -> double"),
    operator("+", "(duration, duration) -> duration"),
    operator("+", "(duration, timestamp) -> timestamp"),
    operator("+", "(timestamp, duration) -> timestamp"),
    operator("+", "(int, int) -> int"),
    operator("+", "(list(A), list(A)) -> list(A)"),
    operator("+", "(string, string) -> string"),
    operator("+", "(uint, uint) -> uint"),
    operator("-", "(double, double) -> double"),
    operator("-", "(duration, duration) -> duration"),
    operator("-", "(int, int) -> int"),
    operator("-", "(timestamp, duration) -> timestamp"),
    operator("-", "(timestamp, timestamp) -> duration"),
    operator("-", "(uint, uint) -> uint"),
    operator("*", "(double, double) -> double"),
    operator("*", "(int, int) -> int"),
    operator("*", "(uint, uint) -> uint"),
    operator("/", "(double, double) -> double"),
    operator("/", "(int, int) -> int"),
    operator("/", "(uint, uint) -> uint"),
    operator("%", "(int, int) -> int"),
    operator("%", "(uint, uint) -> uint"),
    operator("<", "(bool, bool) -> bool"),
    operator("<", "(int, int) -> bool"),
    operator("<", "(int, double) -> bool"),
    operator("<", "(int, uint) -> bool"),
    operator("<", "(uint, uint) -> bool"),
    operator("<", "(uint, double) -> bool"),
    operator("<", "(uint, int) -> bool"),
    operator("<", "(double, double) -> bool"),
    operator("<", "(double, int) -> bool"),
    operator("<", "(double, uint) -> bool"),
    operator("<", "(string, string) -> bool"),
    operator("<", "(bytes, bytes) -> bool"),
    operator("<", "(timestamp, timestamp) -> bool"),
    operator("<", "(duration, duration) -> bool"),
    operator("<=", "(bool, bool) -> bool"),
    operator("<=", "(int, int) -> bool"),
    operator("<=", "(int, double) -> bool"),
    operator("<=", "(int, uint) -> bool"),
    operator("<=", "(uint, uint) -> bool"),
    operator("<=", "(uint, double) -> bool"),
    operator("<=", "(uint, int) -> bool"),
    operator("<=", "(double, double) -> bool"),
    operator("<=", "(double, int) -> bool"),
    operator("<=", "(double, uint) -> bool"),
    operator("<=", "(string, string) -> bool"),
    operator("<=", "(bytes, bytes) -> bool"),
    operator("<=", "(timestamp, timestamp) -> bool"),
    operator("<=", "(duration, duration) -> bool"),
    operator(">", "(bool, bool) -> bool"),
    operator(">", "(int, int) -> bool"),
    operator(">", "(int, double) -> bool"),
    operator(">", "(int, uint) -> bool"),
    operator(">", "(uint, uint) -> bool"),
    operator(">", "(uint, double) -> bool"),
    operator(">", "(uint, int) -> bool"),
    operator(">", "(double, double) -> bool"),
    operator(">", "(double, int) -> bool"),
    operator(">", "(double, uint) -> bool"),
    operator(">", "(string, string) -> bool"),
    operator(">", "(bytes, bytes) -> bool"),
    operator(">", "(timestamp, timestamp) -> bool"),
    operator(">", "(duration, duration) -> bool"),
    operator(">=", "(bool, bool) -> bool"),
    operator(">=", "(int, int) -> bool"),
    operator(">=", "(int, double) -> bool"),
    operator(">=", "(int, uint) -> bool"),
    operator(">=", "(uint, uint) -> bool"),
    operator(">=", "(uint, double) -> bool"),
    operator(">=", "(uint, int) -> bool"),
    operator(">=", "(double, double) -> bool"),
    operator(">=", "(double, int) -> bool"),
    operator(">=", "(double, uint) -> bool"),
    operator(">=", "(string, string) -> bool"),
    operator(">=", "(bytes, bytes) -> bool"),
    operator(">=", "(timestamp, timestamp) -> bool"),
    operator(">=", "(duration, duration) -> bool"),
];

/// Returns `a + b` and its like.
pub(in super::super) fn operate<'a>(
    name: &str,
    args: &[Value<'a>; 2],
    meter: &mut Meter,
) -> Called<'a> {
    let [a, b] = args;
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => integers(name, *a, *b).map(Value::Int),
        (Value::Uint(a), Value::Uint(b)) => naturals(name, *a, *b).map(Value::Uint),
        (Value::Double(a), Value::Double(b)) => doubles(name, *a, *b, args),
        _ => match name {
            "+" => add(args, meter),
            "-" => subtract(args),
            _ => refused(name, args),
        },
    }
}

fn divided<T>(result: Option<T>, is_zero: bool) -> Result<T, Failure> {
    match is_zero {
        true => Err(Failure::new("division by zero")),
        false => result.ok_or_else(Failure::overflow),
    }
}

fn integers(name: &str, a: i64, b: i64) -> Result<i64, Failure> {
    match name {
        "+" => a.checked_add(b).ok_or_else(Failure::overflow),
        "-" => a.checked_sub(b).ok_or_else(Failure::overflow),
        "*" => a.checked_mul(b).ok_or_else(Failure::overflow),
        "/" => divided(a.checked_div(b), b == 0),
        _ => divided(a.checked_rem(b), b == 0),
    }
}

fn naturals(name: &str, a: u64, b: u64) -> Result<u64, Failure> {
    match name {
        "+" => a.checked_add(b).ok_or_else(Failure::overflow),
        "-" => a.checked_sub(b).ok_or_else(Failure::overflow),
        "*" => a.checked_mul(b).ok_or_else(Failure::overflow),
        "/" => divided(a.checked_div(b), b == 0),
        _ => divided(a.checked_rem(b), b == 0),
    }
}

fn doubles<'a>(name: &str, a: f64, b: f64, args: &[Value<'a>]) -> Called<'a> {
    Ok(Value::Double(match name {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        _ => return refused(name, args),
    }))
}

fn add<'a>(args: &[Value<'a>; 2], meter: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(a), Value::String(b)] => {
            meter.take_text(a.len() + b.len())?;
            Ok(Value::from([&**a, &**b].concat()))
        }
        [Value::Bytes(a), Value::Bytes(b)] => {
            meter.take_text(a.len() + b.len())?;
            Ok(Value::Bytes([&**a, &**b].concat().into()))
        }
        [Value::List(a), Value::List(b)] => {
            meter.take(a.len() + b.len())?;
            Ok(Value::List(join(a, b)))
        }
        [Value::Duration(a), Value::Duration(b)] => {
            let sum = a.checked_add(*b).ok_or_else(Failure::overflow);
            sum.map(Value::Duration)
        }
        [Value::Timestamp(time), Value::Duration(by)]
        | [Value::Duration(by), Value::Timestamp(time)] => {
            let moved = time.moved(*by).ok_or_else(Failure::overflow);
            moved.map(Value::Timestamp)
        }
        _ => refused("+", args),
    }
}

fn subtract<'a>(args: &[Value<'a>; 2]) -> Called<'a> {
    let result = match args {
        [Value::Duration(a), Value::Duration(b)] => a.checked_sub(*b).map(Value::Duration),
        [Value::Timestamp(time), Value::Duration(by)] => {
            let by = by.checked_neg();
            by.and_then(|by| time.moved(by)).map(Value::Timestamp)
        }
        [Value::Timestamp(a), Value::Timestamp(b)] => a.since(b).map(Value::Duration),
        _ => return refused("-", args),
    };
    result.ok_or_else(Failure::overflow)
}

/// Joins two lists: sets do not repeat an element, and elements told apart by keys take the place of those before.
fn join<'a>(a: &List<'a>, b: &List<'a>) -> List<'a> {
    let mut items: Vec<Value<'a>> = a.iter().collect();
    match a.told_apart() {
        ListType::Atomic => items.extend(b.iter()),
        ListType::Set => {
            let known = Members::new(a);
            items.extend(b.iter().filter(|value| known.find(value).is_none()));
        }
        ListType::Map(keys) => {
            let known = Keyed::new(a, keys);
            for value in b.iter() {
                match known.find(&value) {
                    Some(at) => items[at] = value,
                    None => items.push(value),
                }
            }
        }
    }
    List::Made(Arc::from(items), a.schema())
}
