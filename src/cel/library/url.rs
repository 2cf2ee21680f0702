//! URLs, as Go's `net/url` reads them: absolute ones, or absolute paths.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Key, Map, Value};
use super::{Called, refused};

const PART: &str = "(kubernetes.URL) -> string";

pub(in super::super) const ROWS: &[Row] = &[
    function("url", "(string) -> kubernetes.URL", url),
    function("isURL", "(string) -> bool", is_url),
    method("getScheme", PART, scheme),
    method("getHost", PART, host),
    method("getHostname", PART, hostname),
    method("getPort", PART, port),
    method("getEscapedPath", PART, escaped_path),
    method(
        "getQuery",
        "(kubernetes.URL) -> map(string, list(string))",
        query,
    ),
];

/// The parts of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    text: String,
    scheme: String,
    host: String,
    path: String,
    query: String,
}

impl Url {
    /// Reads a URL.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let is_plain = |c: char| !c.is_ascii_control() && c != '\u{7f}';
        if text.is_empty() || !text.chars().all(is_plain) {
            return None;
        }
        if text == "*" {
            return Some(Url::of_path(text));
        }
        // A request has no fragment: it is part of what must be right, and is then cut off.
        let (scheme, rest) = split_scheme(text)?;
        let is_rooted = rest.starts_with('/');
        if !is_rooted && scheme.is_empty() {
            return None;
        }
        let (before, _) = rest.split_once('?').unwrap_or((rest, ""));
        if is_rooted {
            check(before)?;
        }
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        unescaped(fragment)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut parsed = Url {
            text: text.to_owned(),
            scheme: scheme.to_ascii_lowercase(),
            host: String::new(),
            path: String::new(),
            query: query.to_owned(),
        };
        if !is_rooted {
            return Some(parsed);
        }
        let path = match rest.strip_prefix("//") {
            Some(authority) if !scheme.is_empty() || !rest.starts_with("///") => {
                let end = authority.find('/').unwrap_or(authority.len());
                parsed.host = authority_host(&authority[..end])?;
                &authority[end..]
            }
            _ => rest,
        };
        unescaped(path)?;
        parsed.path = escaped(path);
        Some(parsed)
    }

    fn of_path(path: &str) -> Self {
        Url {
            text: path.to_owned(),
            scheme: String::new(),
            host: String::new(),
            path: path.to_owned(),
            query: String::new(),
        }
    }

    fn hostname(&self) -> &str {
        match self
            .host
            .strip_prefix('[')
            .and_then(|host| host.split_once(']'))
        {
            Some((inner, _)) => inner,
            None => self.host.split(':').next().unwrap_or_default(),
        }
    }

    fn port(&self) -> &str {
        let behind = self.host.rsplit(']').next().unwrap_or_default();
        behind.split_once(':').map_or("", |(_, port)| port)
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Splits off the scheme, which may be missing; nothing where something else stands before the colon.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let end = text.find(|c: char| !inside(c)).unwrap_or(text.len());
    if !text[end..].starts_with(':') {
        return Some(("", text));
    }
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    match (starts, end) {
        (_, 0) => None,
        (true, end) => Some((&text[..end], &text[end + 1..])),
        (false, _) => Some(("", text)),
    }
}

/// Checks what is before the query, where the fragment counts as part of the path.
fn check(before: &str) -> Option<()> {
    let path = match before.strip_prefix("//") {
        Some(authority) => {
            let end = authority.find('/').unwrap_or(authority.len());
            authority_host(&authority[..end])?;
            &authority[end..]
        }
        None => before,
    };
    unescaped(path).map(drop)
}

fn authority_host(authority: &str) -> Option<String> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let of_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(of_user) {
        return None;
    }
    unescaped(user)?;
    let port = match host.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?.1,
        None => {
            // Only one colon may stand in a host without brackets.
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            match host.len() > name.len() {
                true => &host[name.len()..],
                false => port,
            }
        }
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
        return None;
    }
    let of_host = |c: char| {
        !c.is_ascii() || c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:[]<>\"%".contains(c)
    };
    if !host.chars().all(of_host) {
        return None;
    }
    unescaped(host)
}

/// Takes back `%41`; nothing where a percent sign is followed by something else.
fn unescaped(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let [high, low, behind @ ..] = rest else {
            return None;
        };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let code = digit(*high)? * 16 + digit(*low)?;
        bytes.push(u8::try_from(code).ok()?);
        rest = behind;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Escapes what may not stand in a path.
fn escaped(path: &str) -> String {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/[]%".contains(c);
    let mut out = String::new();
    for c in path.chars() {
        match may_stand(c) {
            true => out.push(c),
            false => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

fn url<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::String(text)] = args else {
        return refused("url", args);
    };
    meter.take_text(text.len())?;
    let none = || Failure::new(format!("`{}` is no URL", &**text));
    let parsed = Url::parse(text).ok_or_else(none)?;
    Ok(Value::Url(Arc::new(parsed)))
}

fn is_url<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => {
            meter.take_text(text.len())?;
            Ok(Value::Bool(Url::parse(text).is_some()))
        }
        _ => refused("isURL", args),
    }
}

fn part<'a>(name: &str, args: &[Value<'a>], part: impl FnOnce(&Url) -> &str) -> Called<'a> {
    match args {
        [Value::Url(url)] => Ok(Value::from(part(url).to_owned())),
        _ => refused(name, args),
    }
}

fn scheme<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getScheme", args, |url| &url.scheme)
}

fn host<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getHost", args, |url| &url.host)
}

fn hostname<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getHostname", args, Url::hostname)
}

fn port<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getPort", args, Url::port)
}

fn escaped_path<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    part("getEscapedPath", args, |url| &url.path)
}

fn query<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::Url(url)] = args else {
        return refused("getQuery", args);
    };
    meter.take_text(url.query.len())?;
    let mut all: BTreeMap<String, Vec<Value<'a>>> = BTreeMap::new();
    for pair in url.query.split('&').filter(|pair| !pair.is_empty()) {
        let plain = |text: &str| unescaped(&text.replace('+', " "));
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if let (Some(key), Some(value)) = (plain(key), plain(value).filter(|_| !pair.contains(';')))
        {
            all.entry(key).or_default().push(Value::from(value));
        }
    }
    let entry = |(key, values): (String, Vec<Value<'a>>)| {
        let own = Key::String(key.as_str().into());
        (own, (Value::from(key), Value::from(values)))
    };
    Ok(Value::Map(Map::Made(Arc::new(
        all.into_iter().map(entry).collect(),
    ))))
}
