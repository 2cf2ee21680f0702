//! The forms that values of annotations have: each returns what is wrong with a value.

use crate::validate::load_balancers::annotations::{ATTRIBUTES, Annotation};

pub(super) fn whole(text: &str, from: i64, to: i64) -> Option<String> {
    let fits = text
        .parse()
        .is_ok_and(|number: i64| (from..=to).contains(&number));
    (!fits).then(|| format!("a whole number from {from} to {to} was expected, not `{text}`"))
}

pub(super) fn group(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = name.len() <= 63
        && name.starts_with(plain)
        && name.ends_with(plain)
        && name.chars().all(|c| plain(c) || matches!(c, '-' | '.'));
    (!good).then(|| format!("at most 63 lower case letters, digits, `-` and `.` were expected, a letter or digit at both ends, not `{name}`"))
}

pub(super) fn json(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .err()
        .map(|error| format!("JSON was expected: {error}"))
}

pub(super) fn ports(text: &str) -> Option<String> {
    let entries: Vec<std::collections::BTreeMap<String, i64>> = match serde_json::from_str(text) {
        Ok(entries) => entries,
        Err(_) => {
            return Some(
                "a list such as `[{\"HTTP\": 80}, {\"HTTPS\": 443}]` was expected".to_owned(),
            );
        }
    };
    if entries.is_empty() {
        return Some("at least one port was expected".to_owned());
    }
    entries.into_iter().flatten().find_map(|(protocol, port)| {
        if !matches!(protocol.as_str(), "HTTP" | "HTTPS") {
            return Some(format!("`HTTP` or `HTTPS` was expected, not `{protocol}`"));
        }
        whole(&port.to_string(), 1, 65_535)
    })
}

pub(super) fn attributes(value: Annotation<'_>) -> Option<String> {
    if let Some(part) = value.list().find(|part| !part.contains('=')) {
        return Some(format!("`key=value` was expected, not `{part}`"));
    }
    value.map().find_map(|(key, text)| {
        let (_, from, to, also) = ATTRIBUTES.iter().find(|(name, ..)| *name == key)?;
        let fits = also.is_some() && text.parse().ok() == *also;
        whole(text, *from, *to)
            .filter(|_| !fits)
            .map(|wrong| format!("`{key}`: {wrong}"))
    })
}
