//! Lists as sets.

use super::super::compare::equal;
use super::super::function::{Row, function};
use super::super::meter::Meter;
use super::super::value::{Failure, List, Value};
use super::{Called, refused};

pub(in super::super) const ROWS: &[Row] = &[
    function("sets.contains", "(list(A), list(A)) -> bool", contains).since(29),
    function("sets.equivalent", "(list(A), list(A)) -> bool", equivalent).since(29),
    function("sets.intersects", "(list(A), list(A)) -> bool", intersects).since(29),
];

/// Returns how many elements of the first are in the second, as far as somebody asks.
fn is_in<'l, 'a>(
    a: &'l List<'a>,
    b: &'l List<'a>,
    meter: &'l mut Meter,
) -> impl Iterator<Item = Result<bool, Failure>> + 'l {
    a.iter().map(move |wanted| {
        meter.take(b.len())?;
        Ok(b.iter().any(|item| equal(&item, &wanted)))
    })
}

fn all(a: &List<'_>, b: &List<'_>, meter: &mut Meter) -> Result<bool, Failure> {
    for found in is_in(a, b, meter) {
        if !found? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn contains<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    match args {
        [Value::List(a), Value::List(b)] => all(b, a, meter).map(Value::Bool),
        _ => refused("sets.contains", args),
    }
}

fn equivalent<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    match args {
        [Value::List(a), Value::List(b)] => {
            let same = all(a, b, meter)? && all(b, a, meter)?;
            Ok(Value::Bool(same))
        }
        _ => refused("sets.equivalent", args),
    }
}

fn intersects<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::List(a), Value::List(b)] = args else {
        return refused("sets.intersects", args);
    };
    for found in is_in(a, b, meter) {
        if found? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}
