//! One change: what happens to an object, why that is risky, and every field.

use std::fmt::Write as _;

use super::paint::{Look, Style, columns, cut, cut_both};
use crate::diff::{Action, Change, Diff, FieldChange, FieldKind, Reason, Use};
use crate::report::diff::summary;
use crate::report::diff::value::{self, Body, Line, Sign, visible};

/// Everything about a change stands behind so many columns.
const INDENT: &str = "      ";

/// The least columns that a value gets, also where the terminal has no more.
const LEAST: usize = 24;

/// How many lines of a created or deleted object are shown.
const WHOLE: usize = 12;

/// How many lines of one field are shown.
const LINES: usize = 40;

/// How many of those who refer to an object are named.
const USERS: usize = 4;

/// Returns everything about a change.
pub(super) fn tell(change: &Change, diff: &Diff, look: Look) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "{}", title(change, look));
    for reason in &change.reasons {
        self::reason(&mut out, reason, look);
    }
    if let Some((what, from, to)) = summary::moved(change) {
        let _ = writeln!(out, "{INDENT}{what}: {} → {}", visible(from), visible(to));
    }
    for field in &change.fields {
        self::field(&mut out, field, diff, look);
    }
    whole(&mut out, change, diff, look);
    let user = |user: &Use| visible(&format!("{} ({})", user.by, user.why));
    if let Some(users) = summary::users(&change.used_by, USERS, user) {
        let _ = writeln!(out, "{INDENT}{}", look.paint(Style::Dim, &users));
    }
    out
}

/// Returns `~ Deployment/shop/api  rolling restart (3 pods, RollingUpdate)  risk: medium`.
pub(super) fn title(change: &Change, look: Look) -> String {
    let symbol = look.action(change.action, &format!("{:>3}", change.action.symbol()));
    let id = look.paint(Style::Bold, &visible(&change.id.to_string()));
    let renamed = change.renamed_from.as_ref();
    let renamed = renamed.map_or(String::new(), |old| {
        format!(" (was {})", visible(&old.name))
    });
    let effects: Vec<String> = change.effects.iter().map(ToString::to_string).collect();
    let effects = visible(&effects.join(", "));
    let risk = look.risk(change.risk, &format!("risk: {}", change.risk.word()));
    format!("{symbol} {id}{renamed}  {effects}  {risk}")
}

fn reason(out: &mut String, reason: &Reason, look: Look) {
    let risk = look.risk(reason.risk, reason.risk.word());
    let _ = writeln!(out, "{INDENT}{risk}: {}", visible(&reason.why));
    if !reason.remedy.is_empty() {
        let _ = writeln!(out, "{INDENT}  remedy: {}", visible(&reason.remedy));
    }
}

fn field(out: &mut String, field: &FieldChange, diff: &Diff, look: Look) {
    let (sign, style) = match field.kind {
        FieldKind::Added => ("+", Style::Green),
        FieldKind::Removed => ("-", Style::Red),
        FieldKind::Changed => ("~", Style::Yellow),
        FieldKind::Reordered | FieldKind::Reformatted => ("~", Style::Dim),
    };
    let path = visible(&field.path.to_string());
    let sign = look.paint(style, sign);
    let cause = cause(field.cause, diff);
    let place = look.paint(Style::Dim, &cause);
    match value::body(field) {
        Body::Note(note) => {
            let room = look
                .width
                .saturating_sub(INDENT.len() + 4 + columns(&path) + columns(&cause));
            let _ = writeln!(
                out,
                "{INDENT}{sign} {path}: {}{place}",
                cut(&note, room.max(LEAST))
            );
        }
        Body::Values(before, after) => {
            // The place may stand beyond the edge: it is the same for many, and a value is not.
            let used = INDENT.len() + 4 + columns(&path);
            let values = match (before, after) {
                (Some(before), Some(after)) => vec![before, after],
                (before, after) => before.or(after).into_iter().collect(),
            };
            let line = values.join(" → ");
            let _ = match columns(&line) + used <= look.width {
                true => writeln!(out, "{INDENT}{sign} {path}: {line}{place}"),
                false => writeln!(
                    out,
                    "{INDENT}{sign} {path}:{place}\n{}",
                    apart(&values, look)
                ),
            };
        }
        Body::Lines(lines) => {
            let _ = writeln!(out, "{INDENT}{sign} {path}:{place}");
            self::lines(out, &lines, LINES, look);
        }
    }
}

/// Returns values below each other.
fn apart(values: &[String], look: Look) -> String {
    let room = look.width.saturating_sub(INDENT.len() + 4).max(LEAST);
    match values {
        [before, after] => {
            let (before, after) = cut_both(before, after, room);
            format!("{INDENT}    {before}\n{INDENT}  → {after}")
        }
        values => {
            let values = values.iter().map(|value| cut(value, room));
            format!("{INDENT}    {}", values.collect::<String>())
        }
    }
}

/// Returns the place of a cause, with a gap before it: `    base/apps/api.yaml:14`.
fn cause(cause: Option<usize>, diff: &Diff) -> String {
    let cause = cause.and_then(|at| diff.causes.get(at));
    let place = cause.and_then(summary::place);
    place.map_or(String::new(), |place| format!("    {place}"))
}

/// Writes the lines of a text with their signs, and how many are left out.
fn lines(out: &mut String, lines: &[Line], most: usize, look: Look) {
    let room = look.width.saturating_sub(INDENT.len() + 4).max(LEAST);
    // One line more than allowed is no longer than the line that would say so.
    let shown = if lines.len() <= most + 1 {
        lines.len()
    } else {
        most
    };
    for line in lines.iter().take(shown) {
        let text = cut(&line.text, room);
        let text = format!("{} {text}", line.sign.letter());
        let text = match line.sign {
            Sign::Added => look.paint(Style::Green, &text),
            Sign::Removed => look.paint(Style::Red, &text),
            Sign::Same | Sign::Gap => look.paint(Style::Dim, &text),
        };
        let _ = writeln!(out, "{INDENT}  {}", text.trim_end());
    }
    if let Some(left @ 1..) = lines.len().checked_sub(shown) {
        let _ = writeln!(out, "{INDENT}  … {left} more lines");
    }
}

/// Writes what is created or deleted.
fn whole(out: &mut String, change: &Change, diff: &Diff, look: Look) {
    let Some(object) = &change.whole else {
        return;
    };
    let sign = match change.action {
        Action::Delete => Sign::Removed,
        _ => Sign::Added,
    };
    let cause = cause(change.cause, diff);
    if !cause.is_empty() {
        let _ = writeln!(
            out,
            "{INDENT}{}",
            look.paint(Style::Dim, cause.trim_start())
        );
    }
    let excerpt = value::excerpt(object).into_iter();
    let excerpt: Vec<Line> = excerpt.map(|text| Line { sign, text }).collect();
    lines(out, &excerpt, WHOLE, look);
}
