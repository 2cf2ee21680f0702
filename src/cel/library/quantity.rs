//! Quantities: `quantity('1Gi').isLessThan(quantity('2Gi'))`.

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::order::{compare, is_greater, is_less};
use super::{Called, refused};
use crate::k8s::quantity::{Format, Quantity};

const BOTH: &str = "(kubernetes.Quantity, kubernetes.Quantity) -> bool";

pub(in super::super) const ROWS: &[Row] = &[
    function("quantity", "(string) -> kubernetes.Quantity", quantity).since(28),
    function("isQuantity", "(string) -> bool", is_quantity).since(28),
    function("sign", "(kubernetes.Quantity) -> int", sign).since(28),
    method("isGreaterThan", BOTH, is_greater).since(28),
    method("isLessThan", BOTH, is_less).since(28),
    method(
        "compareTo",
        "(kubernetes.Quantity, kubernetes.Quantity) -> int",
        compare,
    )
    .since(28),
    method(
        "asApproximateFloat",
        "(kubernetes.Quantity) -> double",
        to_double,
    )
    .since(28),
    method("asInteger", "(kubernetes.Quantity) -> int", to_int).since(28),
    method("isInteger", "(kubernetes.Quantity) -> bool", is_int).since(28),
    method(
        "add",
        "(kubernetes.Quantity, kubernetes.Quantity) -> kubernetes.Quantity",
        add,
    )
    .since(28),
    method(
        "add",
        "(kubernetes.Quantity, int) -> kubernetes.Quantity",
        add,
    )
    .since(28),
    method(
        "sub",
        "(kubernetes.Quantity, kubernetes.Quantity) -> kubernetes.Quantity",
        sub,
    )
    .since(28),
    method(
        "sub",
        "(kubernetes.Quantity, int) -> kubernetes.Quantity",
        sub,
    )
    .since(28),
];

fn quantity<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => match Quantity::parse(text) {
            Ok(quantity) => Ok(Value::Quantity(quantity, is_held_whole(text))),
            Err(_) => Err(Failure::new(format!("`{}` is no quantity", &**text))),
        },
        _ => refused("quantity", args),
    }
}

fn is_quantity<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => Ok(Value::Bool(Quantity::parse(text).is_ok())),
        _ => refused("isQuantity", args),
    }
}

fn sign<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of, _)] => Ok(Value::Int(of.cmp(&Quantity::from_int(0)) as i64)),
        _ => refused("sign", args),
    }
}

/// Returns the whole number that a quantity is, if it is one.
fn whole(of: &Quantity) -> Option<i64> {
    let value = of.value()?;
    (Quantity::from_int(value) == *of).then_some(value)
}

fn made<'a>(quantity: Quantity) -> Value<'a> {
    Value::Quantity(quantity, whole(&quantity).is_some())
}

/// Returns whether Kubernetes holds a quantity as a whole number. It does not where a text has decimals or a suffix that
/// makes it smaller, even if they come to nothing, `1000m`.
fn is_held_whole(text: &str) -> bool {
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == '.');
    let suffix = end.map_or("", |end| &text[end + 1..]);
    let number = &text[..text.len() - suffix.len()];
    let (number, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let power = match suffix {
        "" => exponent.parse().unwrap_or_default(),
        "k" => 3,
        "M" => 6,
        "G" => 9,
        "T" => 12,
        "P" => 15,
        "E" => 18,
        "n" | "u" | "m" => return false,
        _ => 0,
    };
    let decimals = i32::try_from(decimals.len()).unwrap_or(i32::MAX);
    power >= decimals && whole.len() < 19
}

fn to_double<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of, _)] => Ok(Value::Double(of.to_f64())),
        _ => refused("asApproximateFloat", args),
    }
}

fn to_int<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of, is_whole)] => {
            let none = || Failure::new(format!("{of} is no integer"));
            whole(of)
                .filter(|_| *is_whole)
                .map(Value::Int)
                .ok_or_else(none)
        }
        _ => refused("asInteger", args),
    }
}

fn is_int<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of, is_whole)] => Ok(Value::Bool(*is_whole && whole(of).is_some())),
        _ => refused("isInteger", args),
    }
}

/// Returns both operands; a number counts as a quantity.
fn both(name: &str, args: &[Value<'_>]) -> Result<(Quantity, Quantity), Failure> {
    match args {
        [Value::Quantity(a, _), Value::Quantity(b, _)] => Ok((*a, *b)),
        [Value::Quantity(a, _), Value::Int(b)] => {
            let b = Quantity::from_int(*b).with_format(Format::DecimalExponent);
            Ok((*a, b))
        }
        _ => Err(Failure::no_overload(name, args)),
    }
}

fn add<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (a, b) = both("add", args)?;
    let sum = a.add(&b).ok_or_else(Failure::overflow)?;
    Ok(made(sum))
}

fn sub<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (a, b) = both("sub", args)?;
    let difference = a.sub(&b).ok_or_else(Failure::overflow)?;
    Ok(made(difference))
}
