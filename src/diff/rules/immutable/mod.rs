//! What the API server refuses to change, so that the object must be deleted and created.
//!
//! Built-in kinds go by a [table](table::ROWS), custom resources by the rules of their definitions that compare with the
//! object before. Another name or namespace is another object.

mod exceptions;
mod remedy;
mod table;
mod transitions;

use self::table::{Loss, ROWS, Row};
use crate::diff::pair::without_hash;
use crate::diff::sets::once;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, FieldChange, Path};

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() != Action::Update {
        return;
    }
    if let Some(old) = &subject.change.renamed_from {
        // A name that ends in the hash of its content is meant to change with it.
        if without_hash(&old.name).is_none() {
            verdict.replaces();
        }
        return;
    }
    let id = subject.id();
    let row = ROWS
        .iter()
        .find(|row| row.group == id.group && row.kind == id.kind);
    if let Some(row) = row {
        built_in(subject, row, verdict);
    } else {
        transitions::judge(subject, verdict);
    }
}

fn built_in(subject: &Subject<'_>, row: &Row, verdict: &mut Verdict) {
    let fields = subject.change.fields.iter();
    let parts = once(fields.filter_map(|field| fixed(subject, row, field)));
    let Some(first) = parts.first() else {
        return;
    };
    let names: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
    let plan = remedy::plan(subject, row.loss);
    let does = match row.loss {
        Loss::Request => "takes no notice of",
        _ => "refuses",
    };
    let why = format!(
        "the API server {does} a change of {}; {}",
        names.join(", "),
        plan.loss
    );
    verdict.replaces();
    if let Some(effect) = remedy::effect(row.loss) {
        verdict.effect(effect);
    }
    verdict.reason(plan.risk, first.clone(), why, plan.remedy);
}

/// Returns the part of a field that cannot be changed, if it cannot.
fn fixed(subject: &Subject<'_>, row: &Row, field: &FieldChange) -> Option<Path> {
    let path = &field.path;
    let fixed = row.fixed.iter().find(|fixed| path.is_below(fixed))?;
    let is_free = row.free.iter().any(|free| path.is_below(free));
    if is_free || (row.takes)(subject, field) {
        return None;
    }
    Some(exceptions::part(field, fixed.len().max(2)))
}
