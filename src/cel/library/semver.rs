//! Versions: `semver('1.2.3').isLessThan(semver('1.10.0'))`.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::order::{compare, is_greater, is_less};
use super::{Called, refused};

const BOTH: &str = "(kubernetes.Semver, kubernetes.Semver) -> bool";
const PART: &str = "(kubernetes.Semver) -> int";

pub(in super::super) const ROWS: &[Row] = &[
    function("semver", "(string) -> kubernetes.Semver", semver).since(33),
    function("semver", "(string, bool) -> kubernetes.Semver", semver).since(33),
    function("isSemver", "(string) -> bool", is_semver).since(33),
    function("isSemver", "(string, bool) -> bool", is_semver).since(33),
    method("isGreaterThan", BOTH, is_greater).since(33),
    method("isLessThan", BOTH, is_less).since(33),
    method(
        "compareTo",
        "(kubernetes.Semver, kubernetes.Semver) -> int",
        compare,
    )
    .since(33),
    method("major", PART, major).since(33),
    method("minor", PART, minor).since(33),
    method("patch", PART, patch).since(33),
];

/// A version by semver.org.
#[derive(Clone, Debug)]
pub struct Semver {
    numbers: [u64; 3],
    pre: Vec<String>,
    build: Vec<String>,
}

impl Semver {
    fn parse(text: &str) -> Option<Self> {
        let (text, build) = split(text, '+');
        let (numbers, pre) = split(text, '-');
        let mut parts = numbers.split('.');
        let mut next = || parts.next().and_then(number);
        let numbers = [next()?, next()?, next()?];
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let words = |text: Option<&str>| -> Option<Vec<String>> {
            let words = text.map(|text| text.split('.').collect::<Vec<_>>());
            let words = words.unwrap_or_default().into_iter();
            let is_word = |word: &str| !word.is_empty() && word.chars().all(inside);
            words
                .map(|word| is_word(word).then(|| word.to_owned()))
                .collect()
        };
        let (pre, build) = (words(pre)?, words(build)?);
        let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
        let is_right = |word: &String| !is_number(word) || number(word).is_some();
        (parts.next().is_none() && pre.iter().all(is_right)).then_some(Semver {
            numbers,
            pre,
            build,
        })
    }

    /// Reads a version that may begin with `v`, have fewer numbers or zeros in front of them.
    fn parse_loosely(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let mut parts: Vec<String> = text.splitn(3, '.').map(without_zeros).collect();
        if parts.len() < 3 {
            let is_short = |part: &String| !part.contains(['+', '-']);
            parts.last().filter(|part| is_short(part))?;
            parts.resize(3, "0".to_owned());
        }
        Self::parse(&parts.join("."))
    }

    /// Returns the order of two versions; builds have none.
    pub(in super::super) fn compare(&self, other: &Self) -> Ordering {
        let pre = || match (self.pre.as_slice(), other.pre.as_slice()) {
            ([], []) => Ordering::Equal,
            ([], _) => Ordering::Greater,
            (_, []) => Ordering::Less,
            (a, b) => a.iter().map(|it| word(it)).cmp(b.iter().map(|it| word(it))),
        };
        self.numbers.cmp(&other.numbers).then_with(pre)
    }
}

/// Numbers come before words, and are compared as numbers.
fn word(text: &str) -> (bool, u64, &str) {
    match number(text) {
        Some(number) => (false, number, ""),
        None => (true, 0, text),
    }
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

fn number(text: &str) -> Option<u64> {
    let is_plain = text == "0" || !text.starts_with('0');
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain && is_number)
}

fn without_zeros(part: &str) -> String {
    let rest = part.trim_start_matches('0');
    match rest.starts_with(|c: char| c.is_ascii_digit()) {
        _ if part.len() < 2 => part.to_owned(),
        true => rest.to_owned(),
        false => format!("0{rest}"),
    }
}

impl Display for Semver {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        for (mark, words) in [('-', &self.pre), ('+', &self.build)] {
            if !words.is_empty() {
                write!(f, "{mark}{}", words.join("."))?;
            }
        }
        Ok(())
    }
}

/// Reads the version that a function is called with.
fn parsed(name: &str, args: &[Value<'_>]) -> Result<Option<Semver>, Failure> {
    match args {
        [Value::String(text)] | [Value::String(text), Value::Bool(false)] => {
            Ok(Semver::parse(text))
        }
        [Value::String(text), Value::Bool(true)] => Ok(Semver::parse_loosely(text)),
        _ => Err(Failure::no_overload(name, args)),
    }
}

fn semver<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let none = || Failure::new("it is no semantic version");
    let version = parsed("semver", args)?.ok_or_else(none)?;
    Ok(Value::Semver(Arc::new(version)))
}

fn is_semver<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    Ok(Value::Bool(parsed("isSemver", args)?.is_some()))
}

fn part<'a>(name: &str, args: &[Value<'a>], at: usize) -> Called<'a> {
    match args {
        [Value::Semver(version)] => {
            let number = version.numbers.get(at).copied().unwrap_or_default();
            let number = i64::try_from(number).map_err(|_| Failure::overflow())?;
            Ok(Value::Int(number))
        }
        _ => refused(name, args),
    }
}

fn major<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("major", args, 0)
}

fn minor<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("minor", args, 1)
}

fn patch<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("patch", args, 2)
}
