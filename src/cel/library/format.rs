//! Formats of strings that have names: `format.dns1123Label().validate(self)`.

use std::sync::LazyLock;

use regex_automata::meta::Regex;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::regex::compile;
use super::super::time::Timestamp;
use super::super::value::{Failure, Value};
use super::url::Url;
use super::{Called, base64, refused};

pub(in super::super) const ROWS: &[Row] = &[
    method(
        "validate",
        "(kubernetes.NamedFormat, string) -> optional(list(string))",
        validate,
    )
    .since(31),
    function(
        "format.named",
        "(string) -> optional(kubernetes.NamedFormat)",
        named,
    )
    .since(31),
    constant("format.dns1123Label", |_, _| nth(0)),
    constant("format.dns1123Subdomain", |_, _| nth(1)),
    constant("format.dns1035Label", |_, _| nth(2)),
    constant("format.qualifiedName", |_, _| nth(3)),
    constant("format.dns1123LabelPrefix", |_, _| nth(4)),
    constant("format.dns1123SubdomainPrefix", |_, _| nth(5)),
    constant("format.dns1035LabelPrefix", |_, _| nth(6)),
    constant("format.labelValue", |_, _| nth(7)),
    constant("format.uri", |_, _| nth(8)),
    constant("format.uuid", |_, _| nth(9)),
    constant("format.byte", |_, _| nth(10)),
    constant("format.date", |_, _| nth(11)),
    constant("format.datetime", |_, _| nth(12)),
];

const fn constant(name: &'static str, run: super::super::function::Run) -> Row {
    function(name, "() -> kubernetes.NamedFormat", run).since(31)
}

fn nth<'a>(at: usize) -> Called<'a> {
    let missing = || Failure::new("there is no such format");
    FORMATS.get(at).map(Value::Format).ok_or_else(missing)
}

/// A format.
#[derive(Debug)]
pub struct Named {
    /// Its name.
    pub(in super::super) name: &'static str,
    is: fn(&str) -> bool,
    /// What is said of a text that is not of the format.
    wrong: &'static str,
}

static FORMATS: [Named; 13] = [
    Named {
        name: "dns1123Label",
        is: |text| bounded(text, 63, r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"),
        wrong: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    },
    Named {
        name: "dns1123Subdomain",
        is: is_subdomain,
        wrong: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    },
    Named {
        name: "dns1035Label",
        is: |text| bounded(text, 63, r"^[a-z]([-a-z0-9]*[a-z0-9])?$"),
        wrong: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    },
    Named {
        name: "qualifiedName",
        is: is_qualified_name,
        wrong: "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    },
    Named {
        name: "dns1123LabelPrefix",
        is: |text| bounded(masked(text), 63, r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"),
        wrong: "it is no beginning of a label by RFC 1123",
    },
    Named {
        name: "dns1123SubdomainPrefix",
        is: |text| is_subdomain(masked(text)),
        wrong: "it is no beginning of a subdomain by RFC 1123",
    },
    Named {
        name: "dns1035LabelPrefix",
        is: |text| bounded(masked(text), 63, r"^[a-z]([-a-z0-9]*[a-z0-9])?$"),
        wrong: "it is no beginning of a label by RFC 1035",
    },
    Named {
        name: "labelValue",
        is: |text| bounded(text, 63, r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$"),
        wrong: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    },
    Named {
        name: "uri",
        is: |text| Url::parse(text).is_some(),
        wrong: "invalid URI for request",
    },
    Named {
        name: "uuid",
        is: |text| {
            matches(
                text,
                r"(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$",
            )
        },
        wrong: "does not match the UUID format",
    },
    Named {
        name: "byte",
        is: |text| !text.is_empty() && base64(text).is_some(),
        wrong: "invalid base64",
    },
    Named {
        name: "date",
        is: |text| Timestamp::parse_date(text).is_some(),
        wrong: "invalid date",
    },
    Named {
        name: "datetime",
        is: |text| Timestamp::parse(text).is_some(),
        wrong: "invalid datetime",
    },
];

/// Compiles each pattern once.
fn matches(text: &str, pattern: &'static str) -> bool {
    static COMPILED: LazyLock<std::sync::Mutex<rustc_hash::FxHashMap<&str, Option<Regex>>>> =
        LazyLock::new(Default::default);
    let mut compiled = COMPILED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let regex = compiled
        .entry(pattern)
        .or_insert_with(|| compile(pattern).ok());
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

fn bounded(text: &str, most: usize, pattern: &'static str) -> bool {
    text.len() <= most && matches(text, pattern)
}

/// Leaves out the dash that a prefix may end with, since more follows it.
fn masked(text: &str) -> &str {
    match text.len() {
        0 | 1 => text,
        _ => text.strip_suffix('-').unwrap_or(text),
    }
}

fn is_subdomain(text: &str) -> bool {
    let pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
    bounded(text, 253, pattern)
}

fn is_qualified_name(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    prefix.is_none_or(is_subdomain)
        && bounded(name, 63, r"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$")
}

fn validate<'a>(args: &[Value<'a>], meter: &mut Meter) -> Called<'a> {
    let [Value::Format(format), Value::String(text)] = args else {
        return refused("validate", args);
    };
    meter.take_text(text.len().saturating_mul(10))?;
    Ok(match (format.is)(text) {
        true => Value::Optional(None),
        false => Value::some(Value::from(vec![Value::from(format.wrong)])),
    })
}

fn named<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let [Value::String(name)] = args else {
        return refused("format.named", args);
    };
    let found = FORMATS.iter().find(|format| *format.name == **name);
    Ok(Value::Optional(
        found.map(|format| Value::Format(format).into()),
    ))
}
