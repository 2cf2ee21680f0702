//! For a terminal, like `terraform plan`.

use std::fmt::Write as _;

use super::Compared;
use crate::diff::{Action, Cause, Change, Diff, FieldChange, FieldKind, Shown};

/// Returns all comparisons as text.
pub fn text(compared: &[Compared]) -> String {
    let mut out = String::new();
    for one in compared {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{} against {}\n", one.name, one.against);
        for change in &one.diff.changes {
            self::change(&mut out, change, &one.diff);
        }
        let _ = writeln!(out, "{}", plan(&one.diff));
    }
    out
}

fn change(out: &mut String, change: &Change, diff: &Diff) {
    let effects: Vec<String> = change.effects.iter().map(ToString::to_string).collect();
    let _ = writeln!(
        out,
        "{:>3} {}  {}  {}",
        change.action.symbol(),
        change.id,
        effects.join(", "),
        change.risk.word()
    );
    for reason in &change.reasons {
        let _ = writeln!(out, "      {}: {}", reason.risk.word(), reason.why);
    }
    for field in &change.fields {
        let _ = writeln!(out, "      {}", self::field(field, &diff.causes));
    }
    out.push('\n');
}

fn field(field: &FieldChange, causes: &[Cause]) -> String {
    let show = |shown: &Option<Shown>| match shown {
        None => String::new(),
        Some(Shown::Secret) => "(secret)".to_owned(),
        Some(Shown::Value(node)) => node.brief().to_string(),
    };
    let (before, after) = (show(&field.before), show(&field.after));
    let text = match field.kind {
        FieldKind::Added => format!("+ {}: {after}", field.path),
        FieldKind::Removed => format!("- {}: {before}", field.path),
        FieldKind::Changed => format!("~ {}: {before} → {after}", field.path),
        FieldKind::Reordered => format!("~ {}: order only", field.path),
        FieldKind::Reformatted => format!("~ {}: format only", field.path),
    };
    match field.cause.and_then(|at| causes.get(at)) {
        Some(cause) if cause.line > 0 => format!("{text}    {}:{}", cause.file, cause.line),
        _ => text,
    }
}

/// Returns the last line: `Plan: 3 to create, 5 to update. Risk: high`.
fn plan(diff: &Diff) -> String {
    let parts: Vec<String> = Action::ALL
        .into_iter()
        .filter_map(|action| match diff.count(action) {
            0 => None,
            count => Some(format!("{count} to {}", action.word())),
        })
        .collect();
    match parts.as_slice() {
        [] => "No differences".to_owned(),
        parts => format!("Plan: {}. Risk: {}", parts.join(", "), diff.risk().word()),
    }
}
