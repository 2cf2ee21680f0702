//! Quantities: `quantity('1Gi').isLessThan(quantity('2Gi'))`.

use std::cmp::Ordering;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
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
    method("asApproximateFloat", "(kubernetes.Quantity) -> double", to_double).since(28),
    method("asInteger", "(kubernetes.Quantity) -> int", to_int).since(28),
    method("isInteger", "(kubernetes.Quantity) -> bool", is_int).since(28),
    method(
        "add",
        "(kubernetes.Quantity, kubernetes.Quantity) -> kubernetes.Quantity",
        add,
    )
    .since(28),
    method("add", "(kubernetes.Quantity, int) -> kubernetes.Quantity", add).since(28),
    method(
        "sub",
        "(kubernetes.Quantity, kubernetes.Quantity) -> kubernetes.Quantity",
        sub,
    )
    .since(28),
    method("sub", "(kubernetes.Quantity, int) -> kubernetes.Quantity", sub).since(28),
];

fn quantity<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => match Quantity::parse(text) {
            Ok(quantity) => Ok(Value::Quantity(quantity)),
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

fn number(order: Ordering) -> Value<'static> {
    Value::Int(order as i64)
}

fn sign<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of)] => Ok(number(of.cmp(&Quantity::from_int(0)))),
        _ => refused("sign", args),
    }
}

fn ordered<'a>(name: &str, args: &[Value<'a>]) -> Result<Ordering, Failure> {
    match args {
        [Value::Quantity(a), Value::Quantity(b)] => Ok(a.cmp(b)),
        _ => Err(Failure::no_overload(name, args)),
    }
}

fn is_greater<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let order = ordered("isGreaterThan", args)?;
    Ok(Value::Bool(order == Ordering::Greater))
}

fn is_less<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let order = ordered("isLessThan", args)?;
    Ok(Value::Bool(order == Ordering::Less))
}

fn compare<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    ordered("compareTo", args).map(number)
}

/// Returns the whole number that a quantity is, if it is one.
fn whole(of: &Quantity) -> Option<i64> {
    let value = of.value()?;
    (Quantity::from_int(value) == *of).then_some(value)
}

fn to_double<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of)] => Ok(Value::Double(of.to_f64())),
        _ => refused("asApproximateFloat", args),
    }
}

fn to_int<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of)] => {
            let none = || Failure::new(format!("{of} is no integer"));
            whole(of).map(Value::Int).ok_or_else(none)
        }
        _ => refused("asInteger", args),
    }
}

fn is_int<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Quantity(of)] => Ok(Value::Bool(whole(of).is_some())),
        _ => refused("isInteger", args),
    }
}

/// Returns both operands; a number counts as a quantity.
fn both(name: &str, args: &[Value<'_>]) -> Result<(Quantity, Quantity), Failure> {
    match args {
        [Value::Quantity(a), Value::Quantity(b)] => Ok((*a, *b)),
        [Value::Quantity(a), Value::Int(b)] => {
            let b = Quantity::from_int(*b).with_format(Format::DecimalExponent);
            Ok((*a, b))
        }
        _ => Err(Failure::no_overload(name, args)),
    }
}

fn add<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (a, b) = both("add", args)?;
    let sum = a.add(&b).ok_or_else(Failure::overflow)?;
    Ok(Value::Quantity(sum))
}

fn sub<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (a, b) = both("sub", args)?;
    let difference = a.sub(&b).ok_or_else(Failure::overflow)?;
    Ok(Value::Quantity(difference))
}
