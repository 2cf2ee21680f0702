//! Regular expressions.

use std::sync::Arc;

use regex_automata::meta::Regex;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::regex::compile;
use super::super::value::{Failure, Value};
use super::{Called, refused};

pub(in super::super) const ROWS: &[Row] = &[
    function("matches", "(string, string) -> bool", matches),
    method("matches", "(string, string) -> bool", matches),
    method("find", "(string, string) -> string", find),
    method("findAll", "(string, string) -> list(string)", find_all),
    method("findAll", "(string, string, int) -> list(string)", find_all),
];

/// Returns the text and the expression that a method is called with.
fn both<'v>(
    name: &str,
    args: &'v [Value<'_>],
    meter: &mut Meter,
) -> Result<(&'v str, Arc<Regex>), Failure> {
    let [Value::String(text), Value::String(pattern), ..] = args else {
        return Err(Failure::no_overload(name, args));
    };
    // Kubernetes counts ten characters of text by four of the expression as one step.
    let steps = (text.len() / 10 + 1).saturating_mul(pattern.len() / 4 + 1);
    meter.take(steps)?;
    let wrong = |_| Failure::new(format!("`{}` is no regular expression", &**pattern));
    Ok((text, meter.regex(pattern, compile).map_err(wrong)?))
}

fn matches<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, regex) = both("matches", args, meter)?;
    Ok(Value::Bool(regex.is_match(text)))
}

fn find<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, regex) = both("find", args, meter)?;
    let found = regex.find(text).map(|found| text[found.range()].to_owned());
    Ok(Value::from(found.unwrap_or_default()))
}

fn find_all<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let (text, regex) = both("findAll", args, meter)?;
    let most = match args {
        [_, _, Value::Int(most)] => usize::try_from(*most).unwrap_or(usize::MAX),
        [_, _] => usize::MAX,
        _ => return refused("findAll", args),
    };
    let all = regex.find_iter(text).take(most);
    let all: Vec<Value<'a>> = all
        .map(|found| Value::from(text[found.range()].to_owned()))
        .collect();
    Ok(Value::from(all))
}
