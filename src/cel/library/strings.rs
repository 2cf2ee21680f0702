//! Methods of strings. Positions count characters.

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::{Called, refused};

pub(in super::super) const ROWS: &[Row] = &[
    method("contains", "(string, string) -> bool", contains),
    method("endsWith", "(string, string) -> bool", ends_with),
    method("startsWith", "(string, string) -> bool", starts_with),
    method("charAt", "(string, int) -> string", char_at),
    method("indexOf", "(string, string) -> int", index_of),
    method("indexOf", "(string, string, int) -> int", index_of),
    method("lastIndexOf", "(string, string) -> int", last_index_of),
    method("lastIndexOf", "(string, string, int) -> int", last_index_of),
    method("lowerAscii", "(string) -> string", lower),
    method("upperAscii", "(string) -> string", upper),
    method("replace", "(string, string, string) -> string", replace),
    method(
        "replace",
        "(string, string, string, int) -> string",
        replace,
    ),
    method("split", "(string, string) -> list(string)", split),
    method("split", "(string, string, int) -> list(string)", split),
    method("substring", "(string, int) -> string", substring),
    method("substring", "(string, int, int) -> string", substring),
    method("trim", "(string) -> string", trim),
    method("join", "(list(string)) -> string", join),
    method("join", "(list(string), string) -> string", join),
    function("strings.quote", "(string) -> string", quote).since(29),
    function("jsonpatch.escapeKey", "(string) -> string", escape_key),
];

/// Returns two texts, the first steps taken.
fn two<'v>(
    name: &str,
    args: &'v [Value<'_>],
    meter: &mut Meter,
) -> Result<(&'v str, &'v str), Failure> {
    match args {
        [Value::String(text), Value::String(part), ..] => {
            meter.take_text(text.len())?;
            Ok((text, part))
        }
        _ => Err(Failure::no_overload(name, args)),
    }
}

fn contains<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, part) = two("contains", args, meter)?;
    Ok(Value::Bool(text.contains(part)))
}

fn ends_with<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, part) = two("endsWith", args, meter)?;
    Ok(Value::Bool(text.ends_with(part)))
}

fn starts_with<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, part) = two("startsWith", args, meter)?;
    Ok(Value::Bool(text.starts_with(part)))
}

fn out_of_range(at: i64) -> Failure {
    Failure::new(format!("there is no position {at}"))
}

/// Returns where the character at a position begins; the position behind the last one counts.
fn offset(text: &str, at: i64) -> Result<usize, Failure> {
    let starts = text.char_indices().map(|(start, _)| start);
    let mut starts = starts.chain(std::iter::once(text.len()));
    let found = usize::try_from(at).ok().and_then(|at| starts.nth(at));
    found.ok_or_else(|| out_of_range(at))
}

/// Returns how many characters stand before an offset.
fn position(text: &str, offset: usize) -> i64 {
    let count = text[..offset].chars().count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn char_at<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::String(text), Value::Int(at)] = args else {
        return refused("charAt", args);
    };
    meter.take_text(text.len())?;
    let rest = &text[offset(text, *at)?..];
    let found: String = rest.chars().take(1).collect();
    Ok(Value::from(found))
}

fn index_of<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, part) = two("indexOf", args, meter)?;
    let from = match args {
        [_, _, Value::Int(from)] => *from,
        _ => 0,
    };
    if part.is_empty() {
        return Ok(Value::Int(from));
    }
    if from < 0 {
        return Err(out_of_range(from));
    }
    // Behind the end there is nothing to find, and that is no failure.
    let start = offset(text, from).unwrap_or(text.len());
    let found = text[start..].find(part);
    Ok(Value::Int(
        found.map_or(-1, |found| position(text, start + found)),
    ))
}

fn last_index_of<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, part) = two("lastIndexOf", args, meter)?;
    let count = position(text, text.len());
    let last = match args {
        [_, _, Value::Int(last)] => *last,
        _ if part.is_empty() => count,
        _ if text.len() < part.len() => return Ok(Value::Int(-1)),
        _ => count - 1,
    };
    if part.is_empty() {
        return Ok(Value::Int(last));
    }
    if last < 0 {
        return Err(out_of_range(last));
    }
    if last >= count {
        return Ok(Value::Int(-1));
    }
    let end = (offset(text, last)? + part.len()).min(text.len());
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end));
    let found = text[..end.unwrap_or(text.len())].rfind(part);
    Ok(Value::Int(found.map_or(-1, |found| position(text, found))))
}

fn lower<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    changed("lowerAscii", args, meter, str::to_ascii_lowercase)
}

fn upper<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    changed("upperAscii", args, meter, str::to_ascii_uppercase)
}

fn trim<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    changed("trim", args, meter, |text| text.trim().to_owned())
}

fn escape_key<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    changed("jsonpatch.escapeKey", args, meter, |text| {
        text.replace('~', "~0").replace('/', "~1")
    })
}

fn quote<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    changed("strings.quote", args, meter, |text| {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '\u{7}' => quoted.push_str("\\a"),
                '\u{8}' => quoted.push_str("\\b"),
                '\u{c}' => quoted.push_str("\\f"),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                '\u{b}' => quoted.push_str("\\v"),
                '\\' => quoted.push_str("\\\\"),
                '"' => quoted.push_str("\\\""),
                c => quoted.push(c),
            }
        }
        quoted.push('"');
        quoted
    })
}

fn changed<'a>(
    name: &str,
    args: &[Value<'a>],
    meter: &mut Meter,
    change: impl FnOnce(&str) -> String,
) -> Called<'a> {
    match args {
        [Value::String(text)] => {
            meter.take_text(text.len())?;
            Ok(Value::from(change(text)))
        }
        _ => refused(name, args),
    }
}

fn replace<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, old) = two("replace", args, meter)?;
    let (Some(Value::String(new)), count) = (args.get(2), args.get(3)) else {
        return refused("replace", args);
    };
    let all = text.matches(old).count();
    let count = match count {
        Some(Value::Int(count)) => usize::try_from(*count).map_or(all, |count| count.min(all)),
        _ => all,
    };
    meter.take_text(count.saturating_mul(new.len()))?;
    Ok(Value::from(text.replacen(old, new, count)))
}

fn split<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, mark) = two("split", args, meter)?;
    let most = match args.get(2) {
        Some(Value::Int(most)) => usize::try_from(*most).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let made = |part: &str| Value::from(part.to_owned());
    let parts: Vec<Value<'a>> = match mark {
        _ if most == 0 => Vec::new(),
        // Rust finds an empty mark before the first character, too, and behind the last one.
        "" => {
            let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
            let count = starts.len().min(most);
            let end = |at: usize| match starts.get(at + 1) {
                Some(end) if at + 1 < count => *end,
                _ => text.len(),
            };
            let parts = starts.iter().take(count).enumerate();
            parts
                .map(|(at, start)| made(&text[*start..end(at)]))
                .collect()
        }
        mark => text.splitn(most, mark).map(made).collect(),
    };
    meter.take(parts.len())?;
    Ok(Value::from(parts))
}

fn substring<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, start, end) = match args {
        [Value::String(text), Value::Int(start)] => (text, *start, None),
        [Value::String(text), Value::Int(start), Value::Int(end)] => (text, *start, Some(*end)),
        _ => return refused("substring", args),
    };
    meter.take_text(text.len())?;
    if end.is_some_and(|end| start > end) {
        return Err(Failure::new("the start is behind the end"));
    }
    let from = offset(text, start)?;
    let to = end.map_or(Ok(text.len()), |end| offset(text, end))?;
    Ok(Value::from(text[from..to].to_owned()))
}

fn join<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (list, mark) = match args {
        [Value::List(list)] => (list, ""),
        [Value::List(list), Value::String(mark)] => (list, &**mark),
        _ => return refused("join", args),
    };
    let mut joined = String::new();
    for (at, item) in list.iter().enumerate() {
        let Value::String(text) = &item else {
            return refused("join", &[item]);
        };
        meter.take_text(text.len() + mark.len())?;
        joined.push_str(if at == 0 { "" } else { mark });
        joined.push_str(text);
    }
    Ok(Value::from(joined))
}
