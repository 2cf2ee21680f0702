//! The fold of one change: why it is risky, what to do, and a fence with every field.

use super::escape::{code, prose};
use crate::diff::{Action, Change, Diff, FieldChange, Use};
use crate::report::diff::summary;
use crate::report::diff::value::{self, Body, Line, Sign, visible};

/// The most lines of one field, of a whole object, and of a fence.
const FIELD_LINES: usize = 40;
const WHOLE_LINES: usize = 30;
const FENCE_LINES: usize = 200;

/// The most characters of a line, and of a fence. What is left out is said in the fence.
const LINE_CHARACTERS: usize = 400;
const FENCE_CHARACTERS: usize = 6_000;

/// How many of those who refer to an object are named.
const USERS: usize = 8;

/// Returns everything about a change.
pub(super) fn fold(change: &Change, diff: &Diff) -> String {
    let effects: Vec<String> = change.effects.iter().map(ToString::to_string).collect();
    let id = code(&change.id.to_string());
    let was = change.renamed_from.as_ref();
    let was = was.map_or(String::new(), |old| format!(" (was {})", code(&old.name)));
    let mut out = format!(
        "\n<details><summary><b>{}</b>: {} {id}{was}, {}</summary>\n",
        change.risk.word(),
        change.action.word(),
        prose(&effects.join(", "))
    );
    let mut list = String::new();
    for reason in &change.reasons {
        list.push_str(&format!(
            "- **{}**: {}\n",
            reason.risk.word(),
            prose(&reason.why)
        ));
        if !reason.remedy.is_empty() {
            list.push_str(&format!("  <br>Remedy: {}\n", prose(&reason.remedy)));
        }
    }
    if let Some((what, from, to)) = summary::moved(change) {
        list.push_str(&format!("- {what}: {} → {}\n", code(from), code(to)));
    }
    let user = |user: &Use| format!("{} ({})", code(&user.by.to_string()), prose(&user.why));
    if let Some(users) = summary::users(&change.used_by, USERS, user) {
        list.push_str(&format!("- {users}\n"));
    }
    if !list.is_empty() {
        out.push_str(&format!("\n{list}"));
    }
    let lines = lines(change, diff);
    if !lines.is_empty() {
        out.push_str(&fence(&lines));
    }
    out.push_str("\n</details>\n");
    out
}

/// Returns the lines of the fence.
fn lines(change: &Change, diff: &Diff) -> Vec<String> {
    let mut lines = Vec::new();
    for field in &change.fields {
        self::field(&mut lines, field, diff);
    }
    if let Some(object) = &change.whole {
        let sign = match change.action {
            Action::Delete => Sign::Removed,
            _ => Sign::Added,
        };
        let cause = change.cause.and_then(|at| diff.causes.get(at));
        lines.extend(
            cause
                .and_then(summary::place)
                .map(|place| format!("@@ {place} @@")),
        );
        let excerpt = value::excerpt(object).into_iter();
        let excerpt: Vec<Line> = excerpt.map(|text| Line { sign, text }).collect();
        signed(&mut lines, &excerpt, WHOLE_LINES);
    }
    lines
}

fn field(lines: &mut Vec<String>, field: &FieldChange, diff: &Diff) {
    let cause = field.cause.and_then(|at| diff.causes.get(at));
    let cause = cause.and_then(summary::place);
    let cause = cause.map_or(String::new(), |place| format!(" ({place})"));
    lines.push(format!("@@ {}{cause} @@", visible(&field.path.to_string())));
    match value::body(field) {
        Body::Note(note) => lines.push(format!("! {note}")),
        Body::Values(before, after) => {
            lines.extend(before.map(|before| format!("- {before}")));
            lines.extend(after.map(|after| format!("+ {after}")));
        }
        Body::Lines(all) => signed(lines, &all, FIELD_LINES),
    }
}

fn signed(out: &mut Vec<String>, lines: &[Line], most: usize) {
    let signed = lines.iter().take(most);
    out.extend(signed.map(|line| format!("{} {}", line.sign.letter(), line.text)));
    if let Some(more @ 1..) = lines.len().checked_sub(most) {
        out.push(format!("  … {more} more lines"));
    }
}

/// Returns a fence that no line of it can end, of at most so many lines and characters.
fn fence(lines: &[String]) -> String {
    let mut body = String::new();
    let mut count = 0;
    for (at, line) in lines.iter().enumerate() {
        let line = cut(line, LINE_CHARACTERS);
        count += line.chars().count() + 1;
        if at >= FENCE_LINES || count > FENCE_CHARACTERS {
            body.push_str(&format!("  … {} more lines\n", lines.len() - at));
            break;
        }
        body.push_str(line.trim_end());
        body.push('\n');
    }
    let ticks = "`".repeat(run_of_ticks(&body).max(2) + 1);
    format!("\n{ticks}diff\n{body}{ticks}\n")
}

fn cut(line: &str, most: usize) -> String {
    match line.chars().count() > most {
        true => line.chars().take(most).chain(['…']).collect(),
        false => line.to_owned(),
    }
}

/// Returns how many backticks follow each other at most.
fn run_of_ticks(text: &str) -> usize {
    let runs = text.split(|letter| letter != '`');
    runs.map(str::len).max().unwrap_or_default()
}
