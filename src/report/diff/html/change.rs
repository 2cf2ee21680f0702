//! One change: a fold with reasons, remedies, and both sides of every field next to each other.

use super::{badge, escaped, prose};
use crate::diag::plural;
use crate::diff::{Action, Change, Diff, FieldChange, Reason, Use};
use crate::report::diff::summary;
use crate::report::diff::value::{self, Body, Line, Sign};

/// How many lines of a field, and of a whole object, are shown. The data of the page has all of them.
const LINES: usize = 400;

/// How many of those who refer to an object are named.
const USERS: usize = 40;

/// Returns a change.
pub(super) fn change(id: &str, change: &Change, diff: &Diff, is_open: bool) -> String {
    let mut out = head(id, change, is_open);
    for field in &change.fields {
        self::field(&mut out, field, diff);
    }
    whole(&mut out, change, diff);
    users(&mut out, change);
    out.push_str("</details>\n");
    out
}

/// Returns a change without its fields.
pub(super) fn brief(id: &str, change: &Change) -> String {
    let mut out = head(id, change, false);
    let what = match change.fields.len() {
        0 => "the object is left out".to_owned(),
        count => format!("{} left out", plural(count, "field")),
    };
    out.push_str(&format!("<p class=\"note\">{what}</p>\n</details>\n"));
    out
}

/// Returns what stands above the fields: what happens, and why that is risky.
fn head(id: &str, change: &Change, is_open: bool) -> String {
    let effects: Vec<String> = change.effects.iter().map(ToString::to_string).collect();
    let was = change.renamed_from.as_ref();
    let was = was.map_or(String::new(), |old| {
        format!(" <small>was {}</small>", escaped(&old.name))
    });
    let mut out = format!(
        "<details class=\"change\" id=\"{id}\"{}>\n<summary><h4>{} <span class=\"action\">{}</span> <b>{}</b>{was}</h4> <span class=\"effect\">{}</span></summary>\n",
        if is_open { " open" } else { "" },
        badge(change.risk),
        change.action.word(),
        escaped(&change.id.to_string()),
        prose(&effects.join(", "))
    );
    reasons(&mut out, &change.reasons);
    if let Some((what, from, to)) = summary::moved(change) {
        let (from, to) = (escaped(from), escaped(to));
        out.push_str(&format!(
            "<p>{what}: <code>{from}</code> → <code>{to}</code></p>\n"
        ));
    }
    out
}

fn reasons(out: &mut String, reasons: &[Reason]) {
    if reasons.is_empty() {
        return;
    }
    out.push_str("<ul class=\"reasons\">\n");
    for reason in reasons {
        out.push_str(&format!(
            "<li>{} {}",
            badge(reason.risk),
            prose(&reason.why)
        ));
        if !reason.remedy.is_empty() {
            out.push_str(&format!(
                "<br><strong>Remedy:</strong> {}",
                prose(&reason.remedy)
            ));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn field(out: &mut String, field: &FieldChange, diff: &Diff) {
    let path = escaped(&field.path.to_string());
    out.push_str(&format!(
        "<div class=\"field\">\n<p class=\"path\"><code>{path}</code>{}</p>\n",
        place(field.cause, diff)
    ));
    match value::body(field) {
        Body::Note(note) => out.push_str(&format!("<p class=\"note\">{}</p>\n", escaped(&note))),
        Body::Values(before, after) => {
            let lines = |sign: Sign, text: Option<String>| text.map(|text| Line { sign, text });
            let (before, after) = (lines(Sign::Removed, before), lines(Sign::Added, after));
            sides(out, &before.into_iter().chain(after).collect::<Vec<_>>());
        }
        Body::Lines(lines) => sides(out, &lines),
    }
    out.push_str("</div>\n");
}

/// Writes both sides; one that has nothing says so.
fn sides(out: &mut String, lines: &[Line]) {
    out.push_str("<div class=\"sides\">\n");
    side(out, "before", lines, Sign::Removed);
    side(out, "after", lines, Sign::Added);
    out.push_str("</div>\n");
}

fn side(out: &mut String, name: &str, lines: &[Line], own: Sign) {
    out.push_str(&format!(
        "<div class=\"side {name}\"><p class=\"label\">{name}</p>"
    ));
    if !lines.iter().any(|line| line.sign == own) {
        out.push_str("<p class=\"nothing\">nothing</p></div>\n");
        return;
    }
    out.push_str("<pre>");
    let mut left = 0;
    let own_lines = lines
        .iter()
        .filter(|line| [own, Sign::Same, Sign::Gap].contains(&line.sign));
    for (at, line) in own_lines.enumerate() {
        match at < LINES {
            true => out.push_str(&self::line(line)),
            false => left += 1,
        }
    }
    if left > 0 {
        out.push_str(&format!("<span class=\"gap\">… {left} more lines</span>\n"));
    }
    out.push_str("</pre></div>\n");
}

fn line(line: &Line) -> String {
    let text = escaped(&line.text);
    match line.sign {
        Sign::Removed => format!("<del>{text}</del>\n"),
        Sign::Added => format!("<ins>{text}</ins>\n"),
        Sign::Same => format!("{text}\n"),
        Sign::Gap => format!("<span class=\"gap\">{text}</span>\n"),
    }
}

/// Writes the object that is created or deleted.
fn whole(out: &mut String, change: &Change, diff: &Diff) {
    let Some(object) = &change.whole else {
        return;
    };
    let (name, sign) = match change.action {
        Action::Delete => ("before", Sign::Removed),
        _ => ("after", Sign::Added),
    };
    let lines = value::excerpt(object).into_iter();
    let lines: Vec<Line> = lines.map(|text| Line { sign, text }).collect();
    if lines.is_empty() {
        return;
    }
    let (place, count) = (place(change.cause, diff), plural(lines.len(), "line"));
    out.push_str(&format!(
        "<details class=\"whole\">\n<summary>the object, {count}{place}</summary>\n"
    ));
    side(out, name, &lines, sign);
    out.push_str("</details>\n");
}

/// Returns the place of a cause.
fn place(cause: Option<usize>, diff: &Diff) -> String {
    let cause = cause.and_then(|at| diff.causes.get(at));
    let place = cause.and_then(summary::place);
    place.map_or(String::new(), |place| {
        format!(" <span class=\"cause\">{}</span>", escaped(&place))
    })
}

fn users(out: &mut String, change: &Change) {
    let user = |user: &Use| {
        let (by, why) = (escaped(&user.by.to_string()), escaped(&user.why));
        format!("<code>{by}</code> ({why})")
    };
    if let Some(users) = summary::users(&change.used_by, USERS, user) {
        out.push_str(&format!("<p class=\"users\">{users}</p>\n"));
    }
}
