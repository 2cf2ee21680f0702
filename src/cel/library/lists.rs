//! Methods of lists.

use std::cmp::Ordering;

use super::super::compare::{equal, order};
use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, List, Value};
use super::{Called, arithmetic, refused};

pub(in super::super) const ROWS: &[Row] = &[
    method("isSorted", "(list(int)) -> bool", is_sorted),
    method("isSorted", "(list(uint)) -> bool", is_sorted),
    method("isSorted", "(list(double)) -> bool", is_sorted),
    method("isSorted", "(list(bool)) -> bool", is_sorted),
    method("isSorted", "(list(duration)) -> bool", is_sorted),
    method("isSorted", "(list(timestamp)) -> bool", is_sorted),
    method("isSorted", "(list(string)) -> bool", is_sorted),
    method("isSorted", "(list(bytes)) -> bool", is_sorted),
    method("sum", "(list(int)) -> int", sum),
    method("sum", "(list(uint)) -> uint", sum),
    method("sum", "(list(double)) -> double", sum),
    method("sum", "(list(duration)) -> duration", sum),
    method("max", "(list(int)) -> int", max),
    method("max", "(list(uint)) -> uint", max),
    method("max", "(list(double)) -> double", max),
    method("max", "(list(bool)) -> bool", max),
    method("max", "(list(duration)) -> duration", max),
    method("max", "(list(timestamp)) -> timestamp", max),
    method("max", "(list(string)) -> string", max),
    method("max", "(list(bytes)) -> bytes", max),
    method("min", "(list(int)) -> int", min),
    method("min", "(list(uint)) -> uint", min),
    method("min", "(list(double)) -> double", min),
    method("min", "(list(bool)) -> bool", min),
    method("min", "(list(duration)) -> duration", min),
    method("min", "(list(timestamp)) -> timestamp", min),
    method("min", "(list(string)) -> string", min),
    method("min", "(list(bytes)) -> bytes", min),
    method("indexOf", "(list(A), A) -> int", index_of),
    method("lastIndexOf", "(list(A), A) -> int", last_index_of),
    method("slice", "(list(A), int, int) -> list(A)", slice).since(34),
    method("flatten", "(list(list(A))) -> list(A)", flatten).since(34),
    method("flatten", "(list(dyn), int) -> list(dyn)", flatten).since(34),
    method("sort", "(list(int)) -> list(int)", sort).since(34),
    method("sort", "(list(uint)) -> list(uint)", sort).since(34),
    method("sort", "(list(double)) -> list(double)", sort).since(34),
    method("sort", "(list(bool)) -> list(bool)", sort).since(34),
    method("sort", "(list(duration)) -> list(duration)", sort).since(34),
    method("sort", "(list(timestamp)) -> list(timestamp)", sort).since(34),
    method("sort", "(list(string)) -> list(string)", sort).since(34),
    method("sort", "(list(bytes)) -> list(bytes)", sort).since(34),
    function("lists.range", "(int) -> list(int)", range).since(34),
    method("reverse", "(list(A)) -> list(A)", reverse).since(34),
    method("distinct", "(list(A)) -> list(A)", distinct).since(34),
];

/// Returns the elements of the list that a method is called on, a step taken for each.
fn items<'a>(name: &str, args: &[Value<'a>], meter: &mut Meter) -> Result<Vec<Value<'a>>, Failure> {
    match args.first() {
        Some(Value::List(list)) => {
            meter.take(list.len())?;
            Ok(list.iter().collect())
        }
        _ => Err(Failure::no_overload(name, args)),
    }
}

/// Compares two elements that should have an order.
fn compared(name: &str, a: &Value<'_>, b: &Value<'_>) -> Result<Ordering, Failure> {
    order(a, b).ok_or_else(|| Failure::no_overload(name, &[a.clone(), b.clone()]))
}

fn is_sorted<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    for pair in items("isSorted", args, meter)?.windows(2) {
        if compared("isSorted", &pair[0], &pair[1])? == Ordering::Greater {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn sum<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let mut items = items("sum", args, meter)?.into_iter();
    let Some(first) = items.next() else {
        return Ok(Value::Int(0));
    };
    if !matches!(
        first,
        Value::Int(_) | Value::Uint(_) | Value::Double(_) | Value::Duration(_)
    ) {
        return refused("sum", &[first]);
    }
    items.try_fold(first, |sum, next| {
        arithmetic::operate("+", &[sum, next], meter)
    })
}

fn max<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    best("max", Ordering::Greater, args, meter)
}

fn min<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    best("min", Ordering::Less, args, meter)
}

fn best<'a>(name: &str, wanted: Ordering, args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let mut items = items(name, args, meter)?.into_iter();
    let none = || Failure::new(format!("`{name}` wants a list with elements"));
    let first = items.next().ok_or_else(none)?;
    items.try_fold(first, |best, next| {
        let is_better = compared(name, &next, &best)? == wanted;
        Ok(if is_better { next } else { best })
    })
}

fn at(position: Option<usize>) -> Value<'static> {
    let position = position.and_then(|at| i64::try_from(at).ok());
    Value::Int(position.unwrap_or(-1))
}

fn index_of<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [_, wanted] = args else {
        return refused("indexOf", args);
    };
    let items = items("indexOf", args, meter)?;
    Ok(at(items.iter().position(|item| equal(item, wanted))))
}

fn last_index_of<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [_, wanted] = args else {
        return refused("lastIndexOf", args);
    };
    let items = items("lastIndexOf", args, meter)?;
    Ok(at(items.iter().rposition(|item| equal(item, wanted))))
}

fn slice<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [_, Value::Int(start), Value::Int(end)] = args else {
        return refused("slice", args);
    };
    let items = items("slice", args, meter)?;
    let (from, to) = (usize::try_from(*start).ok(), usize::try_from(*end).ok());
    let range = from.zip(to).and_then(|(from, to)| items.get(from..to));
    match range {
        Some(part) => Ok(Value::from(part.to_vec())),
        None => Err(Failure::new(format!(
            "a list of {} elements has no part from {start} to {end}",
            items.len()
        ))),
    }
}

fn flatten<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let depth = match args {
        [_] => 1,
        [_, Value::Int(depth)] if *depth >= 0 => *depth,
        _ => return refused("flatten", args),
    };
    fn add<'a>(
        list: &List<'a>,
        depth: i64,
        all: &mut Vec<Value<'a>>,
        meter: &mut Meter,
    ) -> Result<(), Failure> {
        for item in list.iter() {
            meter.take(1)?;
            match item {
                Value::List(inner) if depth > 0 => add(&inner, depth - 1, all, meter)?,
                other => all.push(other),
            }
        }
        Ok(())
    }
    let mut all = Vec::new();
    match args.first() {
        Some(Value::List(list)) => add(list, depth, &mut all, meter)?,
        _ => return refused("flatten", args),
    }
    Ok(Value::from(all))
}

fn sort<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let mut items = items("sort", args, meter)?;
    for pair in items.windows(2) {
        compared("sort", &pair[0], &pair[1])?;
    }
    items.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
    Ok(Value::from(items))
}

fn range<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::Int(count)] = args else {
        return refused("lists.range", args);
    };
    meter.take(usize::try_from(*count).unwrap_or_default())?;
    let all: Vec<Value<'a>> = (0..*count).map(Value::Int).collect();
    Ok(Value::from(all))
}

fn reverse<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let mut items = items("reverse", args, meter)?;
    items.reverse();
    Ok(Value::from(items))
}

fn distinct<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let mut kept: Vec<Value<'a>> = Vec::new();
    for item in items("distinct", args, meter)? {
        meter.take(kept.len())?;
        if !kept.iter().any(|known| equal(known, &item)) {
            kept.push(item);
        }
    }
    Ok(Value::from(kept))
}
