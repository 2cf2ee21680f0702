//! What is said about trees that cannot be what they seem.

use super::{MAX_DEPTH, syntax};
use crate::diag::{Code, Diagnostic};
use crate::text::Span;
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
