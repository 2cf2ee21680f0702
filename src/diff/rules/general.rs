//! What a change does that no rule speaks of, whatever the kind.

use crate::diff::{Action, Change, Effect, FieldKind, Risk};

/// Returns what a change does that no rule speaks of.
pub(super) fn effect(change: &Change) -> Effect {
    let is_metadata = |path: &crate::diff::Path| {
        path.is_below(&["metadata", "labels"]) || path.is_below(&["metadata", "annotations"])
    };
    match change.action {
        Action::Move => Effect::None,
        Action::Update if change.fields.iter().all(|field| is_metadata(&field.path)) => {
            Effect::Metadata
        }
        _ => Effect::CONFIG,
    }
}

/// Returns the risk of a change that no rule speaks of.
pub(super) fn risk(change: &Change) -> Risk {
    let is_format = |kind| kind == FieldKind::Reformatted;
    match change.action {
        Action::Move => Risk::None,
        Action::Update if change.fields.iter().all(|field| is_format(field.kind)) => Risk::None,
        _ => Risk::Low,
    }
}
