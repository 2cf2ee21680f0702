//! Overlays: which components each matches, and what it merges into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OutputPatch;
use super::stack::Layered;
use crate::diag::{Code, Diagnostic};
use crate::load::check::{self, Mode, Scene};
use crate::load::{SpecDocument, SpecKind};
use crate::session::Session;
use crate::yaml::Node;

/// Merges the overlays in order, and returns their output patches.
pub(super) fn apply(
    session: &Session<'_>,
    overlays: Vec<SpecDocument>,
    components: &mut [Layered],
    findings: &mut Vec<Diagnostic>,
) -> Vec<OutputPatch> {
    let mut patches = Vec::new();
    // What an overlay is for may be what could not be read.
    let complete = !session.has_errors();
    for overlay in overlays {
        one(
            session,
            &overlay,
            complete,
            components,
            &mut patches,
            findings,
        );
    }
    patches
}

fn one(
    session: &Session<'_>,
    overlay: &SpecDocument,
    complete: bool,
    components: &mut [Layered],
    patches: &mut Vec<OutputPatch>,
    findings: &mut Vec<Diagnostic>,
) {
    let object = format!("Overlay/{}", overlay.name);
    let Some(rule) = overlay.root.at(&["spec", "match"]) else {
        if overlay.sound {
            findings.push(
                Diagnostic::new(Code::MissingField, "`spec.match` is missing")
                    .on(&object)
                    .at(overlay.span)
                    .help("add `match: {kind: App}`"),
            );
        }
        return;
    };
    if !overlay.sound && holds_error(session, rule) {
        // What is left of the rule would match other components.
        for component in components {
            component.sound = false;
        }
        return;
    }
    let matched: Vec<usize> = (0..components.len())
        .filter(|at| matches(rule, &components[*at]))
        .collect();
    if matched.is_empty() {
        if overlay.sound && complete {
            findings.push(nothing_matched(overlay, rule, components).on(&object));
        }
        return;
    }
    let spec = overlay.root.get("spec");
    let owners: Vec<_> = matched
        .iter()
        .map(|at| Arc::clone(&components[*at].owner))
        .collect();
    let outputs = spec.and_then(|spec| spec.value_of("outputPatches"));
    // What is left of a wrong patch would be another patch.
    let outputs = outputs.filter(|_| overlay.sound);
    for patch in outputs.and_then(Node::as_list).unwrap_or_default() {
        patches.push(OutputPatch {
            node: patch.clone(),
            path: overlay.path.clone(),
            owners: Some(owners.clone()),
        });
    }
    let Some(merge) = spec.and_then(|spec| spec.value_of("merge")) else {
        return;
    };
    let metadata = merge.value_of("metadata");
    // Each kind has its own vocabulary, so the layer is checked, and its short forms expanded, once a kind.
    let mut by_kind: BTreeMap<SpecKind, (Option<Node>, bool)> = BTreeMap::new();
    let mut changed = false;
    let before = findings.len();
    for at in matched {
        let component = &mut components[at];
        let (layer, sound) = by_kind.entry(component.kind).or_insert_with(|| {
            let mut layer = merge.value_of("spec").cloned();
            let mut sound = overlay.sound;
            if let Some(layer) = &mut layer {
                let scene = Scene {
                    sources: &session.sources,
                    object: &object,
                    mode: Mode::Partial,
                    span: overlay.span,
                };
                let wrong = check::spec(scene, component.kind, layer);
                sound &= wrong.is_empty();
                findings.extend(wrong);
            }
            (layer, sound)
        });
        component.sound &= *sound;
        if changed {
            component.add(metadata, layer.as_ref(), findings);
        } else {
            let old = (component.metadata.clone(), component.spec.clone());
            component.add(metadata, layer.as_ref(), findings);
            changed = old != (component.metadata.clone(), component.spec.clone());
        }
    }
    if !changed && findings.len() == before && overlay.sound {
        findings.push(
            Diagnostic::new(
                Code::OverlayChangesNothing,
                format!("overlay `{}` changes nothing", overlay.name),
            )
            .on(&object)
            .at_saying(
                merge.span(),
                "every component it matches already says all of this",
            )
            .help("remove the overlay, or what it repeats"),
        );
    }
}

/// Returns whether an error was reported inside a node.
fn holds_error(session: &Session<'_>, node: &Node) -> bool {
    let Some(outer) = node.span() else {
        return false;
    };
    let places = session.error_places();
    places.iter().any(|place| {
        place.file == outer.file && outer.start <= place.start && place.end <= outer.end
    })
}

/// Returns whether a component is meant. Without `kind`, only those that live in a namespace are.
fn matches(rule: &Node, component: &Layered) -> bool {
    let one_of = |field: &str, value: &str| {
        rule.value_of(field).is_none_or(|names| {
            names
                .as_list()
                .unwrap_or_default()
                .iter()
                .any(|name| name.as_str() == Some(value))
        })
    };
    let kind = match rule.value_of("kind") {
        None => component.kind.namespaced(),
        Some(_) => one_of("kind", component.kind.name()),
    };
    let labels = rule.value_of("labels").and_then(Node::as_map);
    kind && one_of("name", &component.owner.name)
        && one_of("namespace", &component.owner.namespace)
        && labels.is_none_or(|labels| {
            labels.iter().all(|label| {
                component.metadata.at(&["labels", &label.key.name]) == Some(&label.value)
            })
        })
}

fn nothing_matched(overlay: &SpecDocument, rule: &Node, components: &[Layered]) -> Diagnostic {
    let mut asked: Vec<String> = Vec::new();
    rule.leaves(&mut |pointer, leaf| {
        let path = check::dotted(pointer);
        let path = path.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        let text = leaf.to_text().unwrap_or_default();
        asked.push(format!("`{path}: {text}`"));
    });
    let mut kinds: Vec<&str> = components
        .iter()
        .map(|component| component.kind.name())
        .collect();
    kinds.dedup();
    Diagnostic::new(
        Code::OverlayMatchesNothing,
        format!("overlay `{}` matches no component", overlay.name),
    )
    .at_saying(
        rule.span(),
        match asked.is_empty() {
            true => "matches every component".to_owned(),
            false => format!("no component has {}", asked.join(" and ")),
        },
    )
    .note(format!(
        "kinds in this environment: `{}`",
        kinds.join("`, `")
    ))
    .help("correct `match`, or take the overlay out of `spec.overlays`")
}
