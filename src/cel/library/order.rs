//! `isGreaterThan`, `isLessThan` and `compareTo`, the same for quantities and for versions.

use std::cmp::Ordering;

use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::Called;

fn ordered(name: &str, args: &[Value<'_>]) -> Result<Ordering, Failure> {
    match args {
        [Value::Quantity(a, _), Value::Quantity(b, _)] => Ok(a.cmp(b)),
        [Value::Semver(a), Value::Semver(b)] => Ok(a.compare(b)),
        _ => Err(Failure::no_overload(name, args)),
    }
}

pub(super) fn is_greater<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let order = ordered("isGreaterThan", args)?;
    Ok(Value::Bool(order == Ordering::Greater))
}

pub(super) fn is_less<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let order = ordered("isLessThan", args)?;
    Ok(Value::Bool(order == Ordering::Less))
}

pub(super) fn compare<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    ordered("compareTo", args).map(|order| Value::Int(order as i64))
}
