//! Conversions between types, and the size of things.

use std::sync::Arc;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::time::Timestamp;
use super::super::value::{Failure, Value};
use super::{Called, refused};
use crate::k8s::duration::Duration;

pub(in super::super) const ROWS: &[Row] = &[
    function("size", "(bytes) -> int", size),
    function("size", "(list(A)) -> int", size),
    function("size", "(map(A, B)) -> int", size),
    function("size", "(string) -> int", size),
    method("size", "(bytes) -> int", size),
    method("size", "(list(A)) -> int", size),
    method("size", "(map(A, B)) -> int", size),
    method("size", "(string) -> int", size),
    function("type", "(A) -> type(A)", type_of),
    function("dyn", "(A) -> dyn", same),
    function("bool", "(bool) -> bool", same),
    function("bool", "(string) -> bool", to_bool),
    function("bytes", "(bytes) -> bytes", same),
    function("bytes", "(string) -> bytes", to_bytes),
    function("double", "(double) -> double", same),
    function("double", "(int) -> double", to_double),
    function("double", "(string) -> double", to_double),
    function("double", "(uint) -> double", to_double),
    function("duration", "(duration) -> duration", same),
    function("duration", "(string) -> duration", to_duration),
    function("int", "(int) -> int", same),
    function("int", "(double) -> int", to_int),
    function("int", "(duration) -> int", to_int),
    function("int", "(string) -> int", to_int),
    function("int", "(timestamp) -> int", to_int),
    function("int", "(uint) -> int", to_int),
    function("string", "(string) -> string", same),
    function("string", "(bool) -> string", to_string),
    function("string", "(bytes) -> string", to_string),
    function("string", "(double) -> string", to_string),
    function("string", "(duration) -> string", to_string),
    function("string", "(int) -> string", to_string),
    function("string", "(timestamp) -> string", to_string),
    function("string", "(uint) -> string", to_string),
    function("timestamp", "(timestamp) -> timestamp", same),
    function("timestamp", "(int) -> timestamp", to_timestamp),
    function("timestamp", "(string) -> timestamp", to_timestamp),
    function("uint", "(uint) -> uint", same),
    function("uint", "(double) -> uint", to_uint),
    function("uint", "(int) -> uint", to_uint),
    function("uint", "(string) -> uint", to_uint),
];

fn same<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [value] => Ok(value.clone()),
        _ => refused("dyn", args),
    }
}

fn type_of<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [value] => Ok(Value::Type(value.type_name())),
        _ => refused("type", args),
    }
}

fn size<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let size = match args {
        [Value::String(text)] => {
            meter.take_text(text.len())?;
            text.chars().count()
        }
        [Value::Bytes(bytes)] => bytes.len(),
        [Value::List(list)] => list.len(),
        [Value::Map(map)] => map.len(),
        _ => return refused("size", args),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

fn wrong(text: &str, wanted: &str) -> Failure {
    Failure::new(format!("`{text}` is no {wanted}"))
}

fn to_bool<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            other => Err(wrong(other, "bool")),
        },
        _ => refused("bool", args),
    }
}

fn to_bytes<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => {
            meter.take_text(text.len())?;
            Ok(Value::Bytes(Arc::from(text.as_bytes())))
        }
        _ => refused("bytes", args),
    }
}

fn to_double<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let number = match args {
        [Value::Int(number)] => *number as f64,
        [Value::Uint(number)] => *number as f64,
        [Value::String(text)] => double(text).ok_or_else(|| wrong(text, "double"))?,
        _ => return refused("double", args),
    };
    Ok(Value::Double(number))
}

/// Reads a number as Go does: underscores are passed over, `Inf` and `NaN` are numbers.
fn double(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_word = ["inf", "infinity", "nan"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word));
    let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text.parse().ok()?;
    (is_word || is_number && number.is_finite()).then_some(number)
}

fn to_int<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let number = match args {
        // The bounds themselves are no doubles: the largest below is.
        [Value::Double(number)] => (*number > -9_223_372_036_854_775_808.0
            && *number < 9_223_372_036_854_775_808.0)
            .then_some(*number as i64),
        [Value::Uint(number)] => i64::try_from(*number).ok(),
        [Value::Duration(nanos)] => Some(*nanos),
        [Value::Timestamp(time)] => Some(time.seconds()),
        [Value::String(text)] => {
            return text.parse().map(Value::Int).map_err(|_| wrong(text, "int"));
        }
        _ => return refused("int", args),
    };
    number.map(Value::Int).ok_or_else(Failure::overflow)
}

fn to_uint<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let number = match args {
        [Value::Double(number)] => {
            (*number >= 0.0 && *number < 18_446_744_073_709_551_616.0).then_some(*number as u64)
        }
        [Value::Int(number)] => u64::try_from(*number).ok(),
        [Value::String(text)] => {
            let digits = text.starts_with(|c: char| c.is_ascii_digit());
            let number = text.parse().ok().filter(|_| digits);
            return number.map(Value::Uint).ok_or_else(|| wrong(text, "uint"));
        }
        _ => return refused("uint", args),
    };
    number.map(Value::Uint).ok_or_else(Failure::overflow)
}

fn to_string<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [value] = args else {
        return refused("string", args);
    };
    if let Value::Bytes(bytes) = value {
        meter.take_text(bytes.len())?;
    }
    let text = text_of(value).ok_or_else(|| Failure::no_overload("string", args))?;
    Ok(Value::from(text))
}

/// Returns a value as `string` writes it; nothing for those that it does not take.
pub(super) fn text_of(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::String(text) => text.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) => double_text(*number),
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok()?,
        Value::Duration(nanos) => duration_text(*nanos),
        Value::Timestamp(time) => time.to_string(),
        Value::Type(name) => (*name).to_owned(),
        _ => return None,
    })
}

/// Writes a duration in seconds: `5400s`, `0.5s`.
fn duration_text(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let nanos = nanos.unsigned_abs();
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let fraction = format!(".{rest:09}");
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    format!("{sign}{seconds}{fraction}s")
}

/// Writes a number as Go's `%g` does: with an exponent from a million on, and below a ten-thousandth.
pub(in super::super) fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if number == 0.0 || (-4..6).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

fn to_duration<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => match Duration::parse(text) {
            Ok(duration) => Ok(Value::Duration(duration.nanoseconds())),
            Err(_) => Err(wrong(text, "duration")),
        },
        _ => refused("duration", args),
    }
}

fn to_timestamp<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Int(seconds)] => Timestamp::of_seconds(*seconds)
            .map(Value::Timestamp)
            .ok_or_else(Failure::overflow),
        [Value::String(text)] => Timestamp::parse(text)
            .map(Value::Timestamp)
            .ok_or_else(|| wrong(text, "timestamp")),
        _ => refused("timestamp", args),
    }
}

/// Returns the bytes that a text in Base64 stands for.
pub(in super::super) fn base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text: Vec<u8> = text
        .bytes()
        .filter(|byte| !b"\r\n".contains(byte))
        .collect();
    let digits = text.strip_suffix(b"==").or(text.strip_suffix(b"="));
    let digits = digits.unwrap_or(&text);
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in digits.chunks(4) {
        let mut bits = 0u32;
        for digit in group {
            let value = ALPHABET.iter().position(|known| known == digit)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let bits = bits << (6 * (4 - group.len()));
        let [_, whole @ ..] = bits.to_be_bytes();
        bytes.extend_from_slice(&whole[..group.len() * 6 / 8]);
    }
    Some(bytes)
}
