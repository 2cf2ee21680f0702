//! What a scalar means.
//!
//! In: the text of a plain scalar. Out: the value that Kubernetes gives it, and whether its two readers agree: kubectl
//! and helm read with go-yaml v2 (YAML 1.1), kustomize with go-yaml v3 (mostly YAML 1.2). Where they differ the value is
//! the one of v3, and the caller reports both. For writing, [`is_ambiguous`] tells which strings some reader of YAML 1.1,
//! YAML 1.2, go-yaml or PyYAML takes for something else.

mod timestamp;

use super::node::Value;
pub(super) use timestamp::Timestamp;

/// The readings of one plain scalar.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What go-yaml v3 (kustomize) reads; dates stay strings.
    pub value: Value,
    /// What another of Kubernetes' readers makes of the same text, if it differs.
    pub other: Option<Other>,
}

impl Reading {
    /// A reading that all share.
    pub(super) fn of(value: Value) -> Self {
        Reading { value, other: None }
    }
}

/// A second reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// go-yaml v2 (kubectl, helm) reads a boolean of YAML 1.1: `yes`, `off`, `y`.
    Bool(bool),
    /// go-yaml v3 (kustomize) reads a point in time, and prints it as one.
    Timestamp,
    /// There is no such JSON number: kubectl refuses it.
    NotJson,
}

/// Returns what a plain scalar without a tag means.
pub fn resolve(text: &str) -> Reading {
    let only = Reading::of;
    let Some(&first) = text.as_bytes().first() else {
        return only(Value::Null);
    };
    match first {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => word(text),
        b'.' => match infinity_or_nan(text).or_else(|| pointed(text)) {
            Some(number) => float(number),
            None => only(text.into()),
        },
        b'0'..=b'9' | b'+' | b'-' => match infinity_or_nan(text) {
            Some(number) => float(number),
            None if Timestamp::read(text).is_some() => Reading {
                value: text.into(),
                other: Some(Other::Timestamp),
            },
            None => number(text).map_or_else(|| only(text.into()), only),
        },
        _ => only(text.into()),
    }
}

fn float(number: f64) -> Reading {
    Reading {
        value: Value::Float(number),
        other: (!number.is_finite()).then_some(Other::NotJson),
    }
}

fn word(text: &str) -> Reading {
    // Most names and texts are longer than all of these.
    if text.len() > "false".len() {
        return Reading::of(text.into());
    }
    let (value, other) = match text {
        "~" | "null" | "Null" | "NULL" => (Value::Null, None),
        "true" | "True" | "TRUE" => (Value::Bool(true), None),
        "false" | "False" | "FALSE" => (Value::Bool(false), None),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            (text.into(), Some(Other::Bool(true)))
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            (text.into(), Some(Other::Bool(false)))
        }
        _ => (text.into(), None),
    };
    Reading { value, other }
}

fn infinity_or_nan(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// Reads a number as Go does, in any base and with `_` between digits.
pub(super) fn number(text: &str) -> Option<Value> {
    // Few scalars that begin like a number are none, and fewer have an underscore: the copy is rare.
    let plain: std::borrow::Cow<'_, str> = if text.contains('_') {
        text.replace('_', "").into()
    } else {
        text.into()
    };
    integer(&plain).or_else(|| decimal(&plain).map(Value::Float))
}

/// Reads what Go's `strconv.ParseInt(text, 0, 64)` and `ParseUint` read: `0x`, `0o`, `0b` and a leading `0` for octal.
fn integer(text: &str) -> Option<Value> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let bytes = digits.as_bytes();
    let (radix, digits) = match bytes {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // Here go-yaml itself looks for a number behind the `0b`, and takes a sign there.
    if text.starts_with("0b") && digits.starts_with(['-', '+']) {
        return i64::from_str_radix(digits, 2).ok().map(Value::Int);
    }
    // `from_str_radix` takes a sign of its own, Go does not take a second one.
    if !digits.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0i64.checked_sub_unsigned(magnitude).map(Value::Int);
    }
    match i64::try_from(magnitude) {
        Ok(number) => Some(Value::Int(number)),
        // Go's ParseUint knows no sign.
        Err(_) if signed => None,
        Err(_) => Some(Value::UInt(magnitude)),
    }
}

/// Reads a number that begins with its point: there a `_` has to stand between digits.
fn pointed(text: &str) -> Option<f64> {
    if !text.contains('_') {
        return decimal(text);
    }
    let between = text.split('_').enumerate().all(|(at, part)| {
        (at == 0 || part.starts_with(|first: char| first.is_ascii_digit()))
            && (at == text.matches('_').count()
                || part.ends_with(|last: char| last.is_ascii_digit()))
    });
    between.then(|| decimal(&text.replace('_', "")))?
}

/// Reads a decimal fraction; nothing where it is none, or too large for 64 bits (a git commit such as `1234e567`).
fn decimal(text: &str) -> Option<f64> {
    if !is_decimal(text) {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = digits(text);
    let (fraction, rest, point) = match rest.strip_prefix('.') {
        Some(rest) => {
            let (fraction, rest) = digits(rest);
            (fraction, rest, true)
        }
        None => ("", rest, false),
    };
    if whole.is_empty() && (!point || fraction.is_empty()) {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let (exponent, rest) = digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
            !exponent.is_empty() && rest.is_empty()
        }
        None => rest.is_empty(),
    }
}

/// Splits off the leading digits.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Returns whether some reader of YAML takes this text, written plain, for something else than a string.
///
/// The readers are go-yaml v2 and v3, PyYAML (sexagesimal numbers, loose dates, `=`) and the core schema of YAML 1.2
/// (exponents of any size). `tests/yaml_conformance.rs` and the recorded cases hold this to account.
pub fn is_ambiguous(text: &str) -> bool {
    let Some(&first) = text.as_bytes().first() else {
        return true;
    };
    match first {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => {
            let reading = word(text);
            reading.other.is_some() || !matches!(reading.value, Value::String(_))
        }
        b'=' => text == "=",
        b'<' => text == "<<",
        b'0'..=b'9' | b'+' | b'-' | b'.' => is_numeric(text),
        _ => false,
    }
}

fn is_numeric(text: &str) -> bool {
    if infinity_or_nan(text).is_some() || looks_like_a_date(text) || is_sexagesimal(text) {
        return true;
    }
    let plain = text.replace('_', "");
    integer(&plain).is_some() || is_decimal(&plain)
}

/// `2024-1-1`, and whatever follows it behind a `T` or blank: PyYAML's dates are wider than Go's.
fn looks_like_a_date(text: &str) -> bool {
    let date = || {
        let (year, rest) = digits(text);
        let (month, rest) = digits(rest.strip_prefix('-')?);
        let (day, rest) = digits(rest.strip_prefix('-')?);
        let shaped =
            year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        (shaped && (rest.is_empty() || rest.starts_with(['T', 't', ' ', '\t']))).then_some(())
    };
    date().is_some()
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: 1:30 is 90 in YAML 1.1.
pub(super) fn is_sexagesimal(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let text = text
        .split_once('.')
        .map_or(text, |(whole, fraction)| match fraction {
            _ if fraction.bytes().all(|b| b.is_ascii_digit() || b == b'_') => whole,
            _ => text,
        });
    let mut parts = text.split(':');
    let head = parts.next().unwrap_or_default();
    let counts = head.starts_with(|c: char| c.is_ascii_digit())
        && head
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut tail = parts.peekable();
    counts
        && tail.peek().is_some()
        && tail.all(|part| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        resolve(text).value
    }

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for (text, expected) in [
            ("0644", Value::Int(420)),
            ("0o644", Value::Int(420)),
            ("-0x1F", Value::Int(-31)),
            ("0b11", Value::Int(3)),
            ("+1", Value::Int(1)),
            ("1_000", Value::Int(1000)),
            ("0_", Value::Int(0)),
            ("-9223372036854775808", Value::Int(i64::MIN)),
            ("18446744073709551615", Value::UInt(u64::MAX)),
            (
                "18446744073709551616",
                Value::Float(18_446_744_073_709_551_616.0),
            ),
            (
                "+9223372036854775808",
                Value::Float(9_223_372_036_854_775_808.0),
            ),
            ("08", Value::Float(8.0)),
            ("1.", Value::Float(1.0)),
            ("1_0.5", Value::Float(10.5)),
            ("+.5", Value::Float(0.5)),
            ("1e3", Value::Float(1000.0)),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        for text in [
            "1234e567",
            "-",
            "+",
            "--1",
            "-+1",
            "0x",
            "0b2",
            "0o8",
            ".e3",
            "_1",
            "1.2.3",
            "e3",
            "1:30",
            ".",
            "0x1p-2",
            "10.0.0.0/8",
            "._5",
            "1e",
            "1Gi",
            "100m",
            "nan",
            "Inf",
        ] {
            assert_eq!(value(text), text.into(), "{text}");
        }
    }

    #[test]
    fn readings_that_differ_are_told() {
        assert_eq!(resolve("Off").other, Some(Other::Bool(false)));
        assert_eq!(resolve("y").other, Some(Other::Bool(true)));
        assert_eq!(resolve("tRUE").other, None);
        assert_eq!(resolve("-.INF").other, Some(Other::NotJson));
        for date in [
            "2024-02-29",
            "2024-1-1",
            "2024-01-01T00:00:00Z",
            "2024-01-01t1:2:3.5+01:00",
            "2024-01-01 10:00:00",
        ] {
            assert_eq!(resolve(date).other, Some(Other::Timestamp), "{date}");
        }
        for none in [
            "2023-02-29",
            "2024-13-01",
            "2024-01-01T00:00:00",
            "2024-01",
            "20240-01-01",
            "2024-01-01x",
        ] {
            assert_eq!(resolve(none).other, None, "{none}");
        }
    }

    #[test]
    fn what_any_reader_mistakes_is_ambiguous() {
        for text in [
            "",
            "~",
            "yes",
            "N",
            "=",
            "<<",
            "1:30",
            "190:20:30",
            "1:30.5",
            "2024-1-1",
            "1234e567",
            "1_0",
            "0o7",
            "+.inf",
            "0b1",
            "2024-01-01 x",
        ] {
            assert!(is_ambiguous(text), "{text}");
        }
        for text in [
            "1.2.3",
            "10.0.0.0/8",
            "::1",
            "nan",
            "tRUE",
            "1Gi",
            "100m",
            "0xZZ",
            "-a",
            "a",
            "1:99",
            "12:x",
        ] {
            assert!(!is_ambiguous(text), "{text}");
        }
    }
}
