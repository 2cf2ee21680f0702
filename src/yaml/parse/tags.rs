//! What a tag makes of a scalar, as go-yaml decides it.

use ecow::EcoString;
use granit_parser::Tag;

use super::Findings;
use super::wording::join_without_list;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::text::Span;
use crate::yaml::node::{Join, Value};
use crate::yaml::scalar::{self, Reading};

/// What a tag says.
pub(super) enum Says {
    /// A type of YAML: `!!str`, `!!int`, ….
    Yaml(EcoString),
    /// `!append` or `!prepend`.
    Join(Join),
    /// `!`, which changes nothing but that kubectl reads an empty value as text.
    Bare,
    /// Anything else: go-yaml reads a string.
    Other,
}

/// The types of YAML that go-yaml looks at.
const KNOWN: [&str; 12] = [
    "str",
    "int",
    "float",
    "bool",
    "null",
    "binary",
    "timestamp",
    "merge",
    "map",
    "omap",
    "set",
    "seq",
];

/// Returns what a tag says.
pub(super) fn says(tag: &Tag) -> Says {
    if let Some(name) = tag.suffix_in_namespace("tag:yaml.org,2002:")
        && KNOWN.contains(&name.as_ref())
    {
        return Says::Yaml(name.as_ref().into());
    }
    match tag.parts() {
        ("!", "") | ("", "!") => Says::Bare,
        ("!", "append") => Says::Join(Join::Append),
        ("!", "prepend") => Says::Join(Join::Prepend),
        _ => Says::Other,
    }
}

/// Reads a scalar with a tag of YAML. The error is a sentence.
pub(super) fn scalar(name: &str, text: &str) -> Result<Reading, String> {
    let only = |value| Ok(Reading::of(value));
    let mismatch = |expected: &str| Err(format!("expected {expected}, found `{text}`"));
    match name {
        "str" => only(text.into()),
        "int" => match scalar::number(text) {
            Some(value @ (Value::Int(_) | Value::UInt(_))) => only(value),
            _ => mismatch("an integer"),
        },
        "float" => match scalar::resolve(text).value {
            Value::Float(_) => Ok(scalar::resolve(text)),
            Value::Int(number) => only(Value::Float(number as f64)),
            _ => mismatch("a number"),
        },
        "bool" => match scalar::resolve(text) {
            reading @ Reading {
                value: Value::Bool(_),
                ..
            } => Ok(reading),
            _ => mismatch("`true` or `false`"),
        },
        "null" => match scalar::resolve(text).value {
            Value::Null => only(Value::Null),
            _ => mismatch("`null`"),
        },
        "binary" => match base64(text).map(String::from_utf8) {
            Some(Ok(decoded)) => only(decoded.into()),
            Some(Err(_)) => {
                Err("expected text in base64, found bytes that are not UTF-8".to_owned())
            }
            None => mismatch("base64"),
        },
        "timestamp" => match scalar::resolve(text) {
            reading if reading.other == Some(scalar::Other::Timestamp) => Ok(reading),
            _ => mismatch("a date"),
        },
        "map" | "omap" | "set" | "seq" => mismatch(match name {
            "seq" => "a list",
            _ => "a map",
        }),
        _ => only(text.into()),
    }
}

/// Reads a scalar that has a tag, and reports where the two do not fit.
pub(super) fn reading(
    tag: &Tag,
    tag_at: Span,
    text: &str,
    at: Span,
    plain: bool,
    findings: &mut Findings,
) -> Reading {
    let string = Reading::of(text.into());
    match says(tag) {
        Says::Yaml(name) => scalar(&name, text).unwrap_or_else(|sentence| {
            findings.push(
                Diagnostic::new(Code::InvalidTag, sentence)
                    .at(at)
                    .related(tag_at, "the tag that asks for it")
                    .help(format!("remove `{}`", tag.original())),
            );
            string
        }),
        Says::Join(_) => {
            findings.push(join_without_list("a scalar", tag_at));
            string
        }
        Says::Bare => {
            findings.push(unknown(tag, tag_at));
            if plain { scalar::resolve(text) } else { string }
        }
        Says::Other => {
            findings.push(unknown(tag, tag_at));
            string
        }
    }
}

/// The finding for a tag that nobody understands.
pub(super) fn unknown(tag: &Tag, at: Span) -> Diagnostic {
    let written = tag.original();
    let meant = did_you_mean(
        &written,
        [
            "!append", "!prepend", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary",
        ],
    );
    Diagnostic::new(
        Code::UnknownTag,
        format!("the tag `{written}` has no meaning here and is ignored"),
    )
    .at(at)
    .help(match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("remove `{written}`"),
    })
}

/// Decodes standard base64 with padding; blanks and line ends are skipped.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut padding, mut count) = (0u32, 0u32, 0, 0);
    for character in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                count += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        count += 1;
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    (count % 4 == 0 && padding <= 2 && bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_strict() {
        assert_eq!(base64("aGk=").as_deref(), Some(&b"hi"[..]));
        assert_eq!(base64("aGVs\n  bG8h").as_deref(), Some(&b"hello!"[..]));
        assert_eq!(base64("").as_deref(), Some(&b""[..]));
        for wrong in ["aGk", "a===", "aG=k", "aGk-", "aGl="] {
            assert_eq!(base64(wrong), None, "{wrong}");
        }
    }
}
