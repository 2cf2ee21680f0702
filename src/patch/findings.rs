//! What is said about patches that do nothing, or too much.

use rustc_hash::FxHashMap;

use super::change::{Same, is_secret, source_of};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, ObjectId};
use crate::text::Span;
use crate::yaml::path::pointer;

/// A patch for a document that is not written anew.
pub(super) fn verbatim(object: &Object, place: Option<Span>) -> Diagnostic {
    Diagnostic::new(
        Code::VerbatimPatched,
        format!(
            "`{}` is passed through byte for byte, so it cannot be patched",
            object.id
        ),
    )
    .at(place)
    .related(object.span, "the document")
    .on(&object.id)
    .help("name the kinds that are meant in `target`, or change the document itself")
}

/// A patch that changes nothing, with the first value that is so already.
pub(super) fn unchanged(
    place: Option<Span>,
    first: &ObjectId,
    matched: usize,
    same: Option<(&Object, Same)>,
) -> Diagnostic {
    let finding = |why: &str| {
        Diagnostic::new(
            Code::PatchChangesNothing,
            format!("the patch changes nothing: {why}"),
        )
    };
    let Some((object, same)) = same else {
        return finding(&format!("what it deletes is not in `{first}`"))
            .at(place)
            .on(first)
            .help("remove the patch");
    };
    let value = pointer(&object.node, &same.pointer);
    let value = match value {
        Some(node) if !is_secret(&object.id) => format!(" already is {}", node.brief()),
        _ => " already is so".to_owned(),
    };
    let others = match matched {
        1 => String::new(),
        more => format!(", and so in {more} objects"),
    };
    let place = if is_secret(&object.id) {
        place
    } else {
        same.patch.or(place)
    };
    let said = finding(&format!(
        "`{}` of `{}`{value}{others}",
        same.pointer, object.id
    ))
    .at(place)
    .related(
        same.origin.span.filter(|_| !is_secret(&object.id)),
        source_of(&same.origin),
    )
    .on(&object.id)
    .pointer(same.pointer)
    .help("remove the patch, or say what should be different");
    match source_note(&same.origin) {
        Some(note) => said.note(note),
        None => said,
    }
}

fn source_note(origin: &crate::yaml::Origin) -> Option<String> {
    let default = origin.default?;
    Some(match origin.span {
        None => format!("the default `{}` sets it: {}", default.id, default.what),
        Some(_) => format!("the rule `{}` takes it from there", default.id),
    })
}

/// Shows no line that could hold a value of a Secret.
pub(super) fn mask(mut finding: Diagnostic, place: Option<Span>) -> Diagnostic {
    finding.related.clear();
    finding.primary = None;
    finding.at(place)
}

/// Says once what is wrong with many objects for the same reason.
pub(super) fn once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<(Diagnostic, usize)> = Vec::new();
    let mut places: FxHashMap<(Code, Option<Span>, Option<String>), usize> = FxHashMap::default();
    for finding in findings {
        let key = (
            finding.code,
            finding.primary.as_ref().map(|label| label.span),
            finding.pointer.clone(),
        );
        match places.get(&key) {
            // Without a place nobody can tell two findings apart but by their words.
            Some(at) if key.1.is_some() => kept[*at].1 += 1,
            _ => {
                places.insert(key, kept.len());
                kept.push((finding, 0));
            }
        }
    }
    kept.into_iter()
        .map(|(finding, more)| match more {
            0 => finding,
            1 => finding.note("the same in one more object"),
            more => finding.note(format!("the same in {more} more objects")),
        })
        .collect()
}
