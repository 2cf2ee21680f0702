//! Parts of times and durations.

use super::super::function::{Row, method};
use super::super::meter::Meter;
use super::super::time::{Civil, Timestamp, offset_of};
use super::super::value::{Failure, Value};
use super::{Called, refused};

const AT: &str = "(timestamp) -> int";
const IN: &str = "(timestamp, string) -> int";
const OF: &str = "(duration) -> int";

pub(in super::super) const ROWS: &[Row] = &[
    method("getFullYear", AT, year),
    method("getFullYear", IN, year),
    method("getMonth", AT, month),
    method("getMonth", IN, month),
    method("getDayOfYear", AT, day_of_year),
    method("getDayOfYear", IN, day_of_year),
    method("getDayOfMonth", AT, day_of_month),
    method("getDayOfMonth", IN, day_of_month),
    method("getDate", AT, date),
    method("getDate", IN, date),
    method("getDayOfWeek", AT, day_of_week),
    method("getDayOfWeek", IN, day_of_week),
    method("getHours", AT, hours),
    method("getHours", IN, hours),
    method("getHours", OF, hours),
    method("getMinutes", AT, minutes),
    method("getMinutes", IN, minutes),
    method("getMinutes", OF, minutes),
    method("getSeconds", AT, seconds),
    method("getSeconds", IN, seconds),
    method("getSeconds", OF, seconds),
    method("getMilliseconds", AT, milliseconds),
    method("getMilliseconds", IN, milliseconds),
    method("getMilliseconds", OF, milliseconds),
];

/// Returns the date and time of day that a method is called on.
fn civil(time: &Timestamp, args: &[Value<'_>]) -> Result<Civil, Failure> {
    let offset = match args.get(1) {
        Some(Value::String(zone)) => match &**zone {
            "" | "UTC" | "Etc/UTC" | "Z" => 0,
            zone => match offset_of(zone).or_else(|| offset_of(&format!("+{zone}"))) {
                Some(offset) => offset,
                // Where the clocks of a region stand is not known here.
                None => return Err(Failure::unsupported(format!("the time zone `{zone}`"))),
            },
        },
        _ => 0,
    };
    Ok(time.civil(offset))
}

fn part<'a>(
    name: &str,
    args: &[Value<'a>],
    of_time: impl FnOnce(Civil) -> i64,
    nanos: Option<i64>,
) -> Called<'a> {
    match (args, nanos) {
        ([Value::Timestamp(time), ..], _) => civil(time, args).map(|at| Value::Int(of_time(at))),
        ([Value::Duration(length)], Some(nanos)) => Ok(Value::Int(length / nanos)),
        _ => refused(name, args),
    }
}

fn year<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getFullYear", args, |at| at.year, None)
}

fn month<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getMonth", args, |at| at.month - 1, None)
}

fn day_of_year<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getDayOfYear", args, |at| at.day_of_year, None)
}

fn day_of_month<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getDayOfMonth", args, |at| at.day - 1, None)
}

fn date<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getDate", args, |at| at.day, None)
}

fn day_of_week<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getDayOfWeek", args, |at| at.weekday, None)
}

fn hours<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getHours", args, |at| at.hour, Some(3_600_000_000_000))
}

fn minutes<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getMinutes", args, |at| at.minute, Some(60_000_000_000))
}

fn seconds<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getSeconds", args, |at| at.second, Some(1_000_000_000))
}

fn milliseconds<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let of_time = |at: Civil| i64::from(at.nanos) / 1_000_000;
    part("getMilliseconds", args, of_time, Some(1_000_000))
}
