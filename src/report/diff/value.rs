//! Values as text: on one line, or as the lines in which two differ.
//!
//! In: fields of a comparison and whole objects. Out: text without colours and without markup, in which every character
//! is visible. This is the only file that looks into a [`Shown`], so nothing secret can get out in any format.

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use crate::diff::{FieldChange, FieldKind, Shown};
use crate::yaml::emit::{self, must_escape};
use crate::yaml::{Node, Value};

/// What stands for a value that must not be shown.
const SECRET: &str = "(secret)";

/// A list or a map that is longer on one line gets lines of its own.
const SHORT: usize = 60;

/// How many lines around a line that differs are shown.
const AROUND: usize = 2;

/// Texts with more differing lines are not aligned: that would take the square of their number.
const ALIGNED: usize = 2_000;

/// How a field differs, ready to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A remark instead of values: `order only`.
    Note(String),
    /// Values that fit one line.
    Values(Option<String>, Option<String>),
    /// The lines that differ, and some around them.
    Lines(Vec<Line>),
}

/// A line of a text that differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Which side it is on.
    pub(super) sign: Sign,
    /// What it says.
    pub(super) text: String,
}

/// The side of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Both.
    Same,
    /// Before.
    Removed,
    /// After.
    Added,
    /// Neither: it says that lines are left out.
    Gap,
}

impl Sign {
    /// Returns the sign of unified diffs.
    pub(super) fn letter(self) -> char {
        match self {
            Sign::Same | Sign::Gap => ' ',
            Sign::Removed => '-',
            Sign::Added => '+',
        }
    }
}

/// Returns what a field shows.
pub(super) fn body(field: &FieldChange) -> Body {
    let all = |shown: &Option<Shown>| shown.as_ref().map(text).unwrap_or_default();
    brief(field).unwrap_or_else(|| Body::Lines(lines(&all(&field.before), &all(&field.after))))
}

/// Returns what a field shows, if that fits one line.
pub(super) fn brief(field: &FieldChange) -> Option<Body> {
    let (before, after) = (field.before.as_ref(), field.after.as_ref());
    match field.kind {
        FieldKind::Reordered => return Some(Body::Note(order(before, after))),
        FieldKind::Reformatted => return Some(Body::Note("format only".to_owned())),
        _ => {}
    }
    if let (Some(Shown::Secret), Some(Shown::Secret)) = (before, after) {
        return Some(Body::Note(format!("{SECRET} changed")));
    }
    // A side that is there and does not fit makes nothing of both.
    let fitting = |shown: Option<&Shown>| match shown {
        None => Some(None),
        Some(shown) => inline(shown).map(Some),
    };
    Some(Body::Values(fitting(before)?, fitting(after)?))
}

/// Returns a value for programs: `{"value": 3}` or `{"secret": true}`.
pub(super) fn json(shown: &Shown) -> serde_json::Value {
    match shown {
        Shown::Value(node) => json!({ "value": node.to_json() }),
        Shown::Secret => json!({ "secret": true }),
    }
}

/// Returns an object as lines of YAML, without what its identity says; its labels come last.
pub(super) fn excerpt(object: &Node) -> Vec<String> {
    let mut object = object.clone();
    if let Some(map) = object.as_map_mut() {
        map.remove("apiVersion");
        map.remove("kind");
        if let Some(mut metadata) = map.remove("metadata") {
            let rest = metadata.as_map_mut().map(|rest| {
                rest.remove("name");
                rest.remove("namespace");
                rest.len()
            });
            if rest != Some(0) {
                map.insert("metadata", metadata);
            }
        }
        if map.is_empty() {
            return Vec::new();
        }
    }
    emit::document(&object).lines().map(visible).collect()
}

/// Returns a text in which every character can be seen: what would move the cursor or turn the direction is spelt out.
pub(super) fn visible(text: &str) -> String {
    let is_hidden = |c: char| c != '\t' && must_escape(c);
    if is_printable(text) || !text.contains(is_hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_hidden(letter) {
            true => out.extend(letter.escape_unicode()),
            false => out.push(letter),
        }
    }
    out
}

/// Returns whether a text is of printable ASCII only, as nearly every one is: each character takes one column.
pub(super) fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Returns a sentence of which what stands in backticks is code, in a language that `escape` writes plain text in.
pub(super) fn prose(text: &str, escape: impl Fn(&str) -> String) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick that nothing ends is a letter like others.
    if parts.len().is_multiple_of(2) {
        return escape(&text);
    }
    let parts = parts.into_iter().enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

/// Returns a value on one line, where it fits one.
fn inline(shown: &Shown) -> Option<String> {
    let Shown::Value(node) = shown else {
        return Some(SECRET.to_owned());
    };
    match &node.value {
        Value::String(text) if is_long(text) => None,
        Value::Sequence(items) if !items.is_empty() => short(node),
        Value::Mapping(map) if !map.is_empty() => short(node),
        _ => Some(scalar(node)),
    }
}

/// Returns whether a text has more than one line.
fn is_long(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
}

fn scalar(node: &Node) -> String {
    emit::document(node).trim_end().to_owned()
}

/// Returns a list or map in braces, if it is short.
fn short(node: &Node) -> Option<String> {
    let mut out = String::new();
    flow(node, &mut out).then_some(out)
}

/// Appends a value in braces; stops and returns `false` once it is too long.
fn flow(node: &Node, out: &mut String) -> bool {
    match &node.value {
        Value::Sequence(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "[" } else { ", " });
                if !flow(item, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Mapping(map) if !map.is_empty() => {
            for (at, entry) in map.iter().enumerate() {
                out.push_str(if at == 0 { "{" } else { ", " });
                out.push_str(&visible(&entry.key.name));
                out.push_str(": ");
                if !flow(&entry.value, out) {
                    return false;
                }
            }
            out.push('}');
        }
        Value::String(text) if is_long(text) => return false,
        Value::String(text) if text.contains([',', '[', ']', '{', '}']) => {
            out.push_str(&visible(&format!("{text:?}")));
        }
        _ => out.push_str(&scalar(node)),
    }
    out.len() <= SHORT
}

/// Returns a value as a text of lines.
fn text(shown: &Shown) -> String {
    match shown {
        Shown::Secret => SECRET.to_owned(),
        Shown::Value(node) => match node.as_str() {
            Some(text) => text.to_owned(),
            None => emit::document(node),
        },
    }
}

/// Returns what is told of a list in another order: the names of its elements, if they have some.
fn order(before: Option<&Shown>, after: Option<&Shown>) -> String {
    let names = |shown: Option<&Shown>| -> Option<String> {
        let Some(Shown::Value(node)) = shown else {
            return None;
        };
        let name = |item: &Node| {
            let name = item.get("name").unwrap_or(item);
            name.to_text().map(|text| visible(&text))
        };
        let names: Option<Vec<String>> = node.as_list()?.iter().map(name).collect();
        names.map(|names| names.join(", "))
    };
    match (names(before), names(after)) {
        (Some(before), Some(after)) => format!("order only: {before} → {after}"),
        _ => "order only".to_owned(),
    }
}

/// Returns the lines in which two texts differ.
fn lines(before: &str, after: &str) -> Vec<Line> {
    let line = |sign: Sign, text: &str| Line {
        sign,
        text: visible(text.trim_end_matches('\n')),
    };
    let all = |sign: Sign, text: &str| -> Vec<Line> {
        let lines = text.lines();
        lines.map(|text| line(sign, text)).collect()
    };
    if before.is_empty() || after.is_empty() || is_far(before, after) {
        let mut found = all(Sign::Removed, before);
        found.extend(all(Sign::Added, after));
        return found;
    }
    let diff = TextDiff::from_lines(before, after);
    let mut found = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            found.push(line(Sign::Gap, "…"));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Equal => Sign::Same,
                ChangeTag::Delete => Sign::Removed,
                ChangeTag::Insert => Sign::Added,
            };
            found.push(line(sign, change.value()));
            if change.missing_newline() && sign != Sign::Same {
                found.push(line(Sign::Gap, "(no newline at the end)"));
            }
        }
    }
    found
}

/// Returns whether so many lines differ that they cannot be aligned.
fn is_far(before: &str, after: &str) -> bool {
    let same = |(a, b): &(&str, &str)| a == b;
    let (old, new) = (before.lines().count(), after.lines().count());
    let start = before.lines().zip(after.lines()).take_while(same).count();
    let ends = before.lines().rev().zip(after.lines().rev());
    let end = ends.take_while(same).count();
    let alike = start + end;
    old.max(new).saturating_sub(alike) > ALIGNED
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Path;
    use crate::report::diff::samples::shown;

    fn changed(before: Shown, after: Shown) -> Body {
        body(&FieldChange {
            path: Path::of(&["a"]),
            kind: FieldKind::Changed,
            before: Some(before),
            after: Some(after),
            cause: None,
        })
    }

    #[test]
    fn numbers_and_texts_are_told_apart() {
        let values = Body::Values(Some("8080".into()), Some("\"8080\"".into()));
        assert_eq!(changed(shown("8080"), shown("'8080'")), values);
    }

    #[test]
    fn what_cannot_be_seen_is_spelt_out() {
        let values = Body::Values(Some("a".into()), Some("\"\\x1b[31m\"".into()));
        assert_eq!(changed(shown("a"), shown("\"\\x1b[31m\"")), values);
        assert_eq!(visible("a\u{202e}b\u{1b}"), "a\\u{202e}b\\u{1b}");
    }

    #[test]
    fn texts_show_what_differs_and_some_lines_around() {
        let before = "\"1\\n2\\n3\\n4\\n5\\n6\\n\"";
        let after = "\"1\\n2\\n3\\n4\\nfive\\n6\"";
        let Body::Lines(lines) = changed(shown(before), shown(after)) else {
            panic!("these are texts of several lines");
        };
        let lines = lines
            .iter()
            .map(|line| format!("{}{}", line.sign.letter(), line.text));
        let expected = [
            " 3",
            " 4",
            "-5",
            "-6",
            "+five",
            "+6",
            " (no newline at the end)",
        ];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_secret_is_not_told_by_its_other_side() {
        let note = Body::Note("(secret) changed".into());
        assert_eq!(changed(Shown::Secret, Shown::Secret), note);
        let values = Body::Values(Some("1".into()), Some("(secret)".into()));
        assert_eq!(changed(shown("1"), Shown::Secret), values);
    }

    #[test]
    fn an_excerpt_leaves_out_the_identity() {
        let Shown::Value(object) =
            shown("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: b}}")
        else {
            panic!("it is a value");
        };
        assert_eq!(excerpt(&object), ["data:", "  a: b"]);
    }
}
