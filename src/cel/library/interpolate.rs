//! `'%s has %d'.format([a, b])`.

use std::fmt::Write as _;

use super::super::function::{Row, method};
use super::super::meter::Meter;
use super::super::types::Type;
use super::super::value::{Failure, Value};
use super::conversions::text_of;
use super::{Called, refused};

pub(in super::super) const ROWS: &[Row] =
    &[method("format", "(string, list(dyn)) -> string", format).since(29)];

fn format<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::String(pattern), Value::List(list)] = args else {
        return refused("format", args);
    };
    meter.take_text(pattern.len())?;
    let mut out = String::new();
    let mut values = list.iter();
    let mut rest: &str = pattern;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        if let Some(behind) = rest.strip_prefix('%') {
            out.push('%');
            rest = behind;
            continue;
        }
        let (clause, behind) = clause(rest)?;
        let missing = || Failure::new("`format` has fewer values than its text wants");
        let value = values.next().ok_or_else(missing)?;
        let before = out.len();
        clause.write(&value, &mut out)?;
        meter.take_text(out.len() - before)?;
        rest = behind;
    }
    out.push_str(rest);
    Ok(Value::from(out))
}

/// Returns why values of these types cannot be put into a text.
pub(in super::super) fn mistake(pattern: &str, types: &[Type<'_>]) -> Option<String> {
    let mut types = types.iter();
    let mut rest = pattern;
    while let Some(start) = rest.find('%') {
        rest = &rest[start + 1..];
        if let Some(behind) = rest.strip_prefix('%') {
            rest = behind;
            continue;
        }
        let (clause, behind) = match clause(rest) {
            Ok(found) => found,
            Err(failure) => return Some(failure.message),
        };
        let Some(of) = types.next() else {
            return Some("`format` has fewer values than its text wants".to_owned());
        };
        if !clause.takes(of) {
            return Some(format!("`%{}` does not take {of}", clause.letter));
        }
        rest = behind;
    }
    let more = types.next().is_some();
    more.then(|| "`format` has more values than its text wants".to_owned())
}

/// `%.2f`: how a value is written.
struct Clause {
    letter: char,
    precision: Option<usize>,
}

fn clause(text: &str) -> Result<(Clause, &str), Failure> {
    let wrong = || Failure::new(format!("`%{text}` is no clause of `format`"));
    let (precision, rest) = match text.strip_prefix('.') {
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let precision = rest[..end].parse().map_err(|_| wrong())?;
            (Some(precision), &rest[end..])
        }
        None => (None, text),
    };
    let letter = rest.chars().next().ok_or_else(wrong)?;
    let is_known = "sdfebxXo".contains(letter);
    let is_bounded = precision.is_none_or(|precision: usize| precision <= 1_000);
    match is_known && is_bounded {
        true => Ok((Clause { letter, precision }, &rest[1..])),
        false => Err(wrong()),
    }
}

impl Clause {
    fn takes(&self, of: &Type<'_>) -> bool {
        let is_integer = matches!(of, Type::Int | Type::Uint);
        let is_bytes = matches!(of, Type::String | Type::Bytes);
        of.is_dyn()
            || match self.letter {
                'd' | 'o' => is_integer,
                'f' | 'e' => matches!(of, Type::Double | Type::String),
                'b' => is_integer || matches!(of, Type::Bool),
                'x' | 'X' => is_integer || is_bytes,
                _ => !matches!(of, Type::Optional(_) | Type::Opaque(_) | Type::Object(_)),
            }
    }

    fn write(&self, value: &Value<'_>, out: &mut String) -> Result<(), Failure> {
        let refused =
            || Failure::no_overload(&format!("%{}", self.letter), std::slice::from_ref(value));
        let precision = self.precision.unwrap_or(6);
        let written = match (self.letter, value) {
            ('s', value) => text(value),
            ('d', Value::Int(_) | Value::Uint(_)) => text_of(value),
            ('f', Value::Double(number)) => Some(grouped(&format!("{number:.precision$}"))),
            ('e', Value::Double(number)) => Some(scientific(*number)),
            ('f' | 'e', Value::String(text)) => match &**text {
                "NaN" => Some("NaN".to_owned()),
                "Infinity" => Some("∞".to_owned()),
                "-Infinity" => Some("-∞".to_owned()),
                _ => None,
            },
            ('b', Value::Bool(truth)) => Some(u8::from(*truth).to_string()),
            ('b', Value::Uint(number)) => Some(format!("{number:b}")),
            ('b', Value::Int(number)) => Some(signed(*number, |n| format!("{n:b}"))),
            ('o', Value::Uint(number)) => Some(format!("{number:o}")),
            ('o', Value::Int(number)) => Some(signed(*number, |n| format!("{n:o}"))),
            ('x', Value::Uint(number)) => Some(format!("{number:x}")),
            ('x', Value::Int(number)) => Some(signed(*number, |n| format!("{n:x}"))),
            ('X', Value::Uint(number)) => Some(format!("{number:X}")),
            ('X', Value::Int(number)) => Some(signed(*number, |n| format!("{n:X}"))),
            ('x' | 'X', Value::String(text)) => Some(hex(text.as_bytes(), self.letter)),
            ('x' | 'X', Value::Bytes(bytes)) => Some(hex(bytes, self.letter)),
            _ => None,
        };
        out.push_str(&written.ok_or_else(refused)?);
        Ok(())
    }
}

fn signed(number: i64, digits: impl FnOnce(u64) -> String) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", digits(number.unsigned_abs()))
}

fn hex(bytes: &[u8], letter: char) -> String {
    let mut out = String::new();
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = match letter {
            'x' => write!(out, "{byte:02x}"),
            _ => write!(out, "{byte:02X}"),
        };
    }
    out
}

/// Puts a comma between thousands.
fn grouped(number: &str) -> String {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", number),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The server passes over the precision that is asked for.
fn scientific(number: f64) -> String {
    let text = format!("{number:.6e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = exponent.chars().map(|c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    });
    let raised: String = raised.collect();
    let raised = match raised.strip_prefix('⁻') {
        Some(rest) if rest.chars().count() < 2 => format!("⁻⁰{rest}"),
        None if raised.chars().count() < 2 => format!("⁰{raised}"),
        _ => raised,
    };
    format!("{digits}×10{raised}")
}

/// Returns a value as `%s` writes it: lists and maps with their elements as literals.
fn text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::List(_) | Value::Map(_) => literal(value),
        other => text_of(other),
    }
}

fn literal(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::String(text) => format!("{:?}", &**text),
        Value::Bytes(_) => format!("b{:?}", text_of(value)?),
        Value::Double(number) if number.is_finite() => format!("{number:.6}"),
        Value::Double(_) => format!("{:?}", text_of(value)?),
        Value::Duration(_) => format!("duration({:?})", text_of(value)?),
        Value::Timestamp(_) => format!("timestamp({:?})", text_of(value)?),
        Value::List(list) => {
            let parts: Option<Vec<String>> = list.iter().map(|item| literal(&item)).collect();
            format!("[{}]", parts?.join(", "))
        }
        Value::Map(map) => {
            let entry = |key: &Value<'_>| {
                let value = map.get(key)?;
                Some(format!("{}:{}", literal(key)?, literal(&value)?))
            };
            let parts: Option<Vec<String>> = map.keys().iter().map(entry).collect();
            let mut parts = parts?;
            parts.sort();
            format!("{{{}}}", parts.join(", "))
        }
        other => text(other)?,
    })
}
