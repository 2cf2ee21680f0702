//! EK1007: a field does not take this value.
//!
//! Source: the table of `src/k8s/schema/values.rs`.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::Limits;
use crate::validate::findings::alternatives;
use crate::yaml::Node;

/// Reports an element without a value, where the empty text is none that the list takes.
pub(super) fn check_empty(walk: &mut Walk<'_>, limits: &Limits, node: &Node) {
    let is_empty = |one: &Node| one.as_str() == Some("");
    if !limits.one_of.iter().any(is_empty) {
        check(walk, limits, node);
    }
}

/// Reports a value that is none of those that the field takes.
pub(super) fn check(walk: &mut Walk<'_>, limits: &Limits, node: &Node) {
    if limits.one_of.is_empty() || limits.one_of.contains(node) {
        return;
    }
    walk.tell(|object, findings| {
        let texts: Vec<String> = limits
            .one_of
            .iter()
            .filter_map(|one| one.to_text().filter(|text| !text.is_empty()))
            .map(String::from)
            .collect();
        let near = node
            .as_str()
            .and_then(|text| findings.near(text, texts.iter().map(String::as_str)));
        let expected = match texts.as_slice() {
            [] => "another value".to_owned(),
            texts => alternatives(texts),
        };
        at_path(
            Code::UnsupportedValue,
            object,
            node,
            &format!("expected {expected}, found {}", node.brief()),
        )
        .maybe_help(near)
    });
}
