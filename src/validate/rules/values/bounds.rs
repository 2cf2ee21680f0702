//! EK1021: a number is out of its bounds. Source: `minimum`, `maximum`, `multipleOf` and the format `int32`,
//! `numberValidator` of `kube-openapi`.

use super::spot::{Problem, Spot};
use crate::diag::Code;
use crate::k8s::schema::{Format, Limits};
use crate::yaml::Value;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let number = match spot.value.value {
        Value::Int(number) => number as f64,
        Value::UInt(number) => number as f64,
        Value::Float(number) => number,
        _ => return,
    };
    let small = f64::from(i32::MIN)..=f64::from(i32::MAX);
    let is_whole = !matches!(spot.value.value, Value::Float(_));
    let wrong = match &spot.schema.limits {
        Some(limits) => expected(number, is_whole, limits),
        None => None,
    };
    let is_int32 = spot.schema.format == Some(Format::Int32);
    let wrong = wrong.or_else(|| {
        let large = is_int32 && !small.contains(&number);
        large.then(|| "an integer of 32 bits".to_owned())
    });
    if let Some(expected) = wrong {
        let message = format!("expected {expected} for `{}`, found {number}", spot.name);
        found.push(Problem::new(Code::OutsideBounds, spot.value, message));
    }
}

/// Returns what was expected, unless the number is that. Against an integer, the server cuts off what stands behind the
/// point of a bound.
fn expected(number: f64, is_whole: bool, limits: &Limits) -> Option<String> {
    let bound = |bound: f64| if is_whole { bound.trunc() } else { bound };
    if let Some(least) = limits.minimum.map(bound) {
        if limits.exclusive_minimum && number <= least {
            return Some(format!("more than {least}"));
        }
        if number < least {
            return Some(format!("{least} or more"));
        }
    }
    if let Some(most) = limits.maximum.map(bound) {
        if limits.exclusive_maximum && number >= most {
            return Some(format!("less than {most}"));
        }
        if number > most {
            return Some(format!("{most} or less"));
        }
    }
    let factor = limits.multiple_of?;
    if is_whole && factor < 1.0 {
        return Some(format!("a number with a point, a multiple of {factor},"));
    }
    // As the server computes it: tenths are no exact numbers.
    let times = if factor < 1.0 {
        1.0 / factor * number
    } else {
        number / factor
    };
    let near = (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0);
    (!near).then(|| format!("a multiple of {factor}"))
}
