//! Whether a text has the format that the schema of a custom resource asks for.
//!
//! Source: the formats of `kube-openapi`'s `pkg/validation/strfmt`, which are more generous than their names: `date-time`
//! takes any zone of hours and minutes, `duration` also `3 weeks`. `creditcard` and the three of ISBN are not checked.

use std::sync::LazyLock;

use regex_automata::meta::Regex;

use super::Format;
use crate::k8s::address::{self, Strictness};
use crate::k8s::duration::Duration;
use crate::k8s::go_regex;

/// Returns whether a text has a format; one that concerns numbers has no say.
pub fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::Byte => is_base64(text),
        Format::DateTime => is_date_time(text),
        Format::Duration => is_duration(text),
        Format::Named(name) => is_named(text, name),
        Format::Int32
        | Format::Int64
        | Format::Float
        | Format::Double
        | Format::MicroTime
        | Format::Quantity => true,
    }
}

fn is_named(text: &str, name: &str) -> bool {
    match name {
        "bsonobjectid" => text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "cidr" => address::cidr(text, Strictness::Sloppy).is_ok(),
        "date" => is_date(text),
        "email" => is_email(text),
        "hexcolor" => {
            let digits = text.strip_prefix('#').unwrap_or(text);
            matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        "hostname" => is_hostname(text),
        "ipv4" => is_ip(text) && text.contains('.'),
        "ipv6" => is_ip(text) && text.contains(':'),
        "k8s-long-name" => {
            let label = |part: &str| is_short_name(part);
            text.len() <= 253 && text.split('.').all(label)
        }
        "k8s-short-name" => text.len() <= 63 && is_short_name(text),
        "mac" => is_mac(text),
        "rgbcolor" => matches(&RGB, text),
        "ssn" => matches(&SSN, text),
        "uri" => is_request_uri(text),
        "uuid" => is_uuid(text, None, false),
        "uuid3" => is_uuid(text, Some('3'), false),
        "uuid4" => is_uuid(text, Some('4'), true),
        "uuid5" => is_uuid(text, Some('5'), true),
        _ => true,
    }
}

type Lazy = LazyLock<Option<Regex>>;

static TIME: Lazy = LazyLock::new(|| {
    go_regex::compile(r"^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$")
        .ok()
});
static RGB: Lazy = LazyLock::new(|| {
    let part = r"(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])";
    go_regex::compile(&format!(r"^rgb\(\s*{part}\s*,\s*{part}\s*,\s*{part}\s*\)$")).ok()
});
static SSN: Lazy = LazyLock::new(|| go_regex::compile(r"^\d{3}[- ]?\d{2}[- ]?\d{4}$").ok());

fn matches(regex: &Lazy, text: &str) -> bool {
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

/// Base64 with padding; the empty text is none.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    !body.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(known)
}

fn is_date(text: &str) -> bool {
    let number = |part: &str, digits: usize| -> Option<u32> {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else {
        return false;
    };
    is_date(date)
        && matches(&TIME, time)
        && time.get(0..2).is_some_and(|hours| hours <= "23")
        && time.get(3..5).is_some_and(|minutes| minutes <= "59")
        && time.get(6..8).is_some_and(|seconds| seconds <= "59")
}

/// What Go takes, or any number with a unit somewhere: `3 weeks`.
fn is_duration(text: &str) -> bool {
    const WHOLE: [&str; 17] = [
        "ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk", "nano", "micro", "milli",
        "sec", "min", "hour",
    ];
    const STARTS: [&str; 8] = [
        "nano", "micro", "milli", "sec", "min", "hour", "day", "week",
    ];
    if Duration::parse(text).is_ok() {
        return true;
    }
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let behind = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = behind.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let end = behind
            .find(|c: char| !(c.is_ascii_alphabetic() || c == 'µ'))
            .unwrap_or(behind.len());
        let unit = behind[..end].to_lowercase();
        if WHOLE.contains(&unit.as_str()) || STARTS.iter().any(|start| unit.starts_with(start)) {
            return true;
        }
        rest = &behind[end..];
    }
    false
}

fn is_ip(text: &str) -> bool {
    address::ip(text, Strictness::Sloppy).is_ok()
}

/// An address as mail has it, `a@example.com` or `Name <a@example.com>`; comments are not looked into.
fn is_email(text: &str) -> bool {
    if text.contains('(') {
        return true;
    }
    let text = text.trim();
    let address = match text.strip_suffix('>') {
        Some(rest) => match rest.rsplit_once('<') {
            Some((_, address)) => address,
            None => return false,
        },
        None => text,
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let atom =
        |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || !c.is_ascii();
    let dotted =
        |part: &str| part.split('.').all(|word| !word.is_empty()) && part.chars().all(atom);
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let literal = domain.starts_with('[') && domain.ends_with(']');
    (quoted || dotted(local)) && (literal || dotted(domain))
}

/// Labels with a name of letters at the end, or one label alone, which has a dash at most behind its first character.
fn is_hostname(text: &str) -> bool {
    // Letters, digits and symbols; beyond ASCII, whatever it is.
    let plain = |c: char| c.is_ascii_alphanumeric() || "$+<=>^`|~".contains(c) || !c.is_ascii();
    let all = |part: &str, dash: bool| part.chars().all(|c| plain(c) || dash && c == '-');
    let ends = |part: &str| part.starts_with(plain) && part.ends_with(plain);
    let size = |part: &str| part.chars().count();
    if text.len() > 255 || text.split('.').any(|label| label.len() > 63) {
        return false;
    }
    match text.rsplit_once('.') {
        None => {
            let mut rest = text.chars();
            let first = rest.next().is_some_and(plain);
            let rest = rest.as_str();
            first && all(rest.strip_prefix('-').unwrap_or(rest), false)
        }
        Some((labels, last)) => {
            let letter = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
            size(last) >= 2
                && last.chars().all(letter)
                && labels
                    .split('.')
                    .all(|label| ends(label) && all(label, true))
        }
    }
}

fn is_short_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// 6, 8 or 20 bytes in hexadecimal, in pairs with `:` or `-`, or in fours with dots.
fn is_mac(text: &str) -> bool {
    let groups = |separator: char, digits: usize, counts: [usize; 3]| {
        let parts: Vec<&str> = text.split(separator).collect();
        let hex =
            |part: &&str| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        counts.contains(&parts.len()) && parts.iter().all(hex)
    };
    groups(':', 2, [6, 8, 20]) || groups('-', 2, [6, 8, 20]) || groups('.', 4, [3, 4, 10])
}

/// A URI with a scheme, or an absolute path.
fn is_request_uri(text: &str) -> bool {
    if text.is_empty() || text.chars().any(|c| c.is_ascii_control()) {
        return false;
    }
    let (scheme, rest) = match text.split_once(':') {
        Some(("", _)) => return false,
        Some((scheme, rest)) if is_scheme(scheme) => (true, rest),
        _ => (false, text),
    };
    let Some(behind) = rest.strip_prefix("//").filter(|_| scheme) else {
        return scheme && !rest.starts_with('/') || rest.starts_with('/') && has_escapes(rest);
    };
    let end = behind.find(['/', '?']).unwrap_or(behind.len());
    let (host, path) = behind.split_at(end);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let forbidden = |c: char| " \"<>\\^`{|}".contains(c);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    let bracketed = name.starts_with('[') == name.ends_with(']');
    !name.contains(forbidden)
        && bracketed
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && has_escapes(path.split('?').next().unwrap_or_default())
}

fn is_scheme(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(inner)
}

/// Returns whether two hexadecimal digits follow every `%`.
fn has_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|behind| {
        let digits = behind.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn is_uuid(text: &str, version: Option<char>, variant: bool) -> bool {
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    let at = |index: usize| plain.chars().nth(index);
    let mut rest = text;
    let in_groups = [8, 4, 4, 4, 12].iter().all(|length| {
        let Some((group, behind)) = rest.split_at_checked(*length) else {
            return false;
        };
        rest = behind.strip_prefix('-').unwrap_or(behind);
        !group.contains('-')
    });
    in_groups
        && plain.len() == 32
        && !text.ends_with('-')
        && plain.bytes().all(|byte| byte.is_ascii_hexdigit())
        && version.is_none_or(|version| at(12) == Some(version))
        && (!variant || at(16).is_some_and(|c| "89abAB".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_as_generous_as_the_server() {
        for (name, good, bad) in [
            (
                "byte",
                &["YWI=", "YWJj"][..],
                &["", "YWI", "YW I=", "Y==="][..],
            ),
            (
                "date",
                &["2024-02-29"],
                &["2023-02-29", "2024-2-9", "2024-13-01"],
            ),
            (
                "date-time",
                &["2024-01-01T10:00:00Z", "2024-01-01t10:00:00.5+02:00"],
                &["2024-01-01", "2024-01-01T24:00:00Z", "2024-01-01T10:00Z"],
            ),
            (
                "duration",
                &["1h30m", "3 weeks", "22 ns", "5 minutes"],
                &["", "abc", "5", "5 x"],
            ),
            (
                "ipv4",
                &["10.0.0.1", "010.0.0.1"],
                &["10.0.0", "::1", "10.0.0.256"],
            ),
            ("ipv6", &["::1", "::ffff:10.0.0.1"], &["10.0.0.1", ":::"]),
            (
                "cidr",
                &["10.0.0.0/8", "::/0", "10.0.0.1/8"],
                &["10.0.0.0", "10.0.0.0/33"],
            ),
            (
                "email",
                &["a@b.c", "A B <a@b.c>", "a@b"],
                &["a", "a@", "@b", "a b@c", "a..b@c"],
            ),
            (
                "hostname",
                &["a.example.com", "a", "1a.example"],
                &["", "a_b.com", "a..b"],
            ),
            (
                "uri",
                &["http://a/b?c", "/a", "mailto:a", "s3://b/k"],
                &["", "a/b", "http://a b", "http://a/%zz", ":a"],
            ),
            (
                "uuid",
                &[
                    "123e4567-e89b-12d3-a456-426614174000",
                    "123E4567E89B12D3A456426614174000",
                ],
                &["123", "123e4567-e89b-12d3-a456-42661417400g"],
            ),
            (
                "uuid4",
                &["123e4567-e89b-42d3-a456-426614174000"],
                &["123e4567-e89b-12d3-a456-426614174000"],
            ),
            (
                "mac",
                &["00:00:5e:00:53:01", "0000.5e00.5301"],
                &["00:00:5e", "0:0:5e:0:53:1"],
            ),
            ("k8s-short-name", &["a-b"], &["A", "-a", ""]),
            ("hexcolor", &["#fff", "a0b1c2"], &["#ffff"]),
            ("rgbcolor", &["rgb(1, 2,255)"], &["rgb(1,2)"]),
            ("ssn", &["123-45-6789"], &["12-345-6789"]),
            ("password", &[""], &[]),
        ] {
            let Some(format) = Format::find(name) else {
                panic!("{name} is a format")
            };
            for text in good {
                assert!(has_format(text, format), "{name}: {text}");
            }
            for text in bad {
                assert!(!has_format(text, format), "{name}: {text}");
            }
        }
    }
}
