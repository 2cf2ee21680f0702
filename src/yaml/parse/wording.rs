//! What is said about trees that cannot be what they seem.

use std::ops::Range;

use memchr::memmem;

use super::{MAX_DEPTH, syntax};
use crate::diag::{Code, Diagnostic};
use crate::text::{FileId, Span};
use crate::yaml::node::Value;
use crate::yaml::scalar::Other;

pub(super) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        format!("lists and maps are nested more than {MAX_DEPTH} deep"),
    )
    .at(at)
    .help("look for a bracket that is not closed")
}

pub(super) fn duplicate(key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateKey,
        format!("the key `{key}` stands twice in one map"),
    )
    .at_saying(second, "again here")
    .related(first, "first here")
    .help("remove one of them")
}

/// Finds a key in brackets that is not on one line with its colon, which go-yaml takes behind a `?` only.
pub(super) fn key_of_two_lines(key: Span, text: &str) -> Option<Diagnostic> {
    let Range { start, end } = key.range();
    let rest = text.get(end..)?;
    let colon = end + (rest.len() - rest.trim_ascii_start().len());
    let is_two = rest[colon - end..].starts_with(':') && text.get(start..colon)?.contains('\n');
    let before = || text[..start].trim_ascii_end();
    (is_two && before().ends_with(['{', ','])).then(|| {
        Diagnostic::new(Code::InvalidYaml, "expected `:` on the line of the key")
            .at(key)
            .help("write `key: value` on one line")
    })
}

/// Finds a line that begins with dashes and goes on at once: YAML takes it for content, kubectl and kustomize refuse it.
pub(super) fn content_of_dashes(file: FileId, text: &str) -> Option<Diagnostic> {
    let is_content = |mark: &usize| {
        let behind = text.as_bytes().get(mark + 3);
        behind.is_some_and(|byte| !byte.is_ascii_whitespace())
    };
    let marks = memmem::find_iter(text.as_bytes(), "\n---").map(|newline| newline + 1);
    let mark = marks.into_iter().find(is_content)?;
    let finding = Diagnostic::new(
        Code::InvalidYaml,
        "expected the end of the line behind `---`, found more text",
    );
    Some(
        finding
            .at(Span::new(file, mark, mark + 3))
            .note("kubectl: invalid Yaml document separator")
            .help("write `---` on a line of its own, or indent the line"),
    )
}

pub(super) fn collection_as_key(at: Span, text: &str) -> Diagnostic {
    let finding = Diagnostic::new(
        Code::InvalidKey,
        "expected a scalar as key, found a list or a map",
    )
    .at(at);
    match syntax::template_around(text, at) {
        Some(help) => finding.help(help),
        None => finding.help("write the key as text; in quotes, if it begins with a bracket"),
    }
}

pub(super) fn unknown_anchor(name: &str, at: Span, text: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnknownAnchor,
        format!("there is no anchor `&{name}` before this alias in the document"),
    )
    .at(at)
    .help(syntax::quote_value(text, at))
}

pub(super) fn mismatch(tag: &str, found: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidTag,
        format!("expected what `!!{tag}` says, found {found}"),
    )
    .at(at)
    .help(format!("remove `!!{tag}`"))
}

pub(super) fn join_without_list(found: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidTag,
        format!("expected a list behind `!append` or `!prepend`, found {found}"),
    )
    .at(at)
    .help("remove the tag; maps merge without one")
}

/// The finding for a scalar that Kubernetes' tools read in two ways.
pub(super) fn two_readings(
    written: &str,
    value: &Value,
    other: Other,
    is_key: bool,
    at: Span,
) -> Diagnostic {
    let what = if is_key { "the key " } else { "" };
    let colon = if is_key { ":" } else { "" };
    match other {
        Other::Bool(truth) => Diagnostic::new(
            Code::AmbiguousScalar,
            format!("{what}`{written}` is the string \"{written}\" here and for kustomize, and `{truth}` for kubectl"),
        )
        .at(at)
        .help(if is_key {
            format!("quote it: `\"{written}\":`")
        } else {
            format!("write `\"{written}\"` for the string, `{truth}` for the boolean")
        }),
        Other::Timestamp => Diagnostic::new(
            Code::AmbiguousScalar,
            format!("{what}`{written}` is a string here and for kubectl, and a point in time for kustomize, which writes it differently"),
        )
        .at(at)
        .help(format!("quote it: `\"{written}\"{colon}`")),
        Other::NotJson => Diagnostic::new(
            Code::NotJson,
            match value {
                Value::Float(number) if number.is_nan() => {
                    "expected a number that JSON can hold, found `.nan`, not a number"
                }
                Value::Float(_) => "expected a number that JSON can hold, found an infinite one",
                _ => "expected a zone less than a day away, found a farther one",
            },
        )
        .at(at)
        .help(format!("if it is a string, quote it: `\"{written}\"{colon}`")),
    }
}
