//! What kustomize makes of scalars, where it is not what everybody makes of them.
//!
//! kustomize reads with go-yaml v3, hands what it read to Go's JSON, and prints that. What has no way through all three
//! is refused here, before kustomize would fail to print it.

use std::borrow::Cow;

use ecow::EcoString;

use super::syntax;
use crate::diag::{Code, Diagnostic};
use crate::text::Span;
use crate::yaml::node::Value;
use crate::yaml::scalar::{self, Other, Reading, Timestamp};

/// kustomize prints a key of so many characters, as JSON has it, and no longer one.
const LONGEST_KEY: usize = 1022;

/// Returns whether go-yaml v3 may make something else of a scalar of ordinary YAML than the other readers.
pub(super) fn is_odd(text: &str) -> bool {
    text.starts_with("0o") || text.len() > LONGEST_KEY / 6 || text.contains('?')
}

/// Returns what a plain scalar without a tag means to go-yaml v3.
pub(super) fn resolve(text: &str) -> Reading {
    // The octal numbers of YAML 1.2 have their sign behind the `0o`, where no other reader looks for it.
    let signed = text
        .strip_prefix("0o")
        .filter(|rest| rest.starts_with(['-', '+']));
    match signed.map(|octal| i64::from_str_radix(&octal.replace('_', ""), 8)) {
        Some(Ok(number)) => Reading::of(Value::Int(number)),
        _ => scalar::resolve(text),
    }
}

/// Returns the value that kustomize prints for a scalar: points in time in the form of JSON, and no booleans of YAML 1.1.
pub(super) fn settle(reading: Reading, text: &str) -> Reading {
    match reading.other {
        Some(Other::Bool(_)) => Reading::of(reading.value),
        Some(Other::Timestamp) => match Timestamp::read(text).and_then(|time| time.rfc3339()) {
            Some(written) => Reading::of(written.into()),
            None => Reading {
                other: Some(Other::NotJson),
                ..reading
            },
        },
        Some(Other::NotJson) | None => reading,
    }
}

/// Returns the text of a key, and what is wrong with it if it stays: at the root it is what was written; below, only a
/// string can be printed.
pub(super) fn key(
    written: &str,
    reading: Reading,
    is_root: bool,
) -> Result<(EcoString, Option<Diagnostic>), Box<Diagnostic>> {
    let is_string = reading
        .other
        .is_none_or(|other| matches!(other, Other::Bool(_)));
    let (name, odd) = match reading.value {
        Value::String(name) if is_string => (name, None),
        Value::Null => {
            let help = match written {
                "" => "write the key before the `:`".to_owned(),
                _ => quote(written),
            };
            let finding = Diagnostic::new(Code::InvalidKey, "expected a key, found null");
            return Err(Box::new(finding.help(help)));
        }
        _ if is_root => (written.into(), None),
        Value::String(_) => (written.into(), Some(no_string("a point in time", written))),
        value => (written.into(), Some(no_string(value.type_name(), written))),
    };
    // The shortest text that could be too long: an escape has six characters.
    if name.len() > LONGEST_KEY / 6 {
        let mut json = String::new();
        crate::yaml::write_go_text(&name, &mut json);
        if json.chars().count() > LONGEST_KEY + 2 {
            let message =
                format!("expected a key of at most {LONGEST_KEY} characters, found a longer one");
            return Err(Box::new(
                Diagnostic::new(Code::InvalidKey, message)
                    .note("kustomize: did not find expected ',' or '}'")
                    .help("shorten it"),
            ));
        }
    }
    Ok((name, odd))
}

fn no_string(found: &str, written: &str) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidKey,
        format!("expected a string as key, found {found}"),
    )
    .note("kustomize: json: unsupported type: map[interface {}]interface {}")
    .help(quote(written))
}

fn quote(written: &str) -> String {
    format!("if it is a string, quote it: `\"{written}\":`")
}

/// Finds what kustomize, which cuts a file at its `---`, does not take around one: a directive before it, and text behind
/// it on its line, unless it is the first line of the file.
pub(super) fn refused_separator(marker: Span, text: &str) -> Option<Diagnostic> {
    let (before, behind) = text.split_at_checked(marker.start as usize)?;
    let line = behind.lines().next()?.trim();
    let content = line.get(3..).unwrap_or_default().trim_start();
    if before.ends_with('\n') && !content.is_empty() && !content.starts_with('#') {
        return Some(
            Diagnostic::new(
                Code::InvalidYaml,
                "expected the end of the line behind `---`, found more text",
            )
            .at(marker)
            .note(format!("kustomize: invalid document separator: {line}"))
            .help("begin the document on the next line"),
        );
    }
    let directive = before
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))?;
    directive.starts_with('%').then(|| {
        Diagnostic::new(
            Code::InvalidYaml,
            format!("expected no directive, found `{directive}`"),
        )
        .at(marker)
        .note("kustomize: did not find expected <document start>")
        .help("remove it")
    })
}

/// Finds what go-yaml takes for something else in a plain scalar between brackets: `?` and a first `:`, which are keys and
/// values there, and the colon of `{a:}` and `{a:[b]}`, which is a part of the scalar unless a blank follows.
pub(super) fn plain_in_brackets(at: Span, text: &str) -> Option<Diagnostic> {
    let scalar = text.get(at.range()).filter(|scalar| !scalar.is_empty())?;
    if scalar.contains('?') || scalar.starts_with(':') {
        let found = if scalar.contains('?') { '?' } else { ':' };
        return Some(
            Diagnostic::new(
                Code::InvalidYaml,
                format!("expected no `{found}` between brackets without quotes"),
            )
            .at(at)
            .help(syntax::quoted(scalar)),
        );
    }
    let [b':', b',' | b'[' | b']' | b'{' | b'}', ..] = text.as_bytes()[at.end as usize..] else {
        return None;
    };
    let at = Span::new(at.file, at.end as usize, at.end as usize + 1);
    Some(
        Diagnostic::new(
            Code::InvalidYaml,
            format!("expected a blank behind `{scalar}:`"),
        )
        .at(at)
        .help(format!("write `{scalar}: `, or put the value in quotes")),
    )
}

/// Finds what kustomize does not take in a double-quoted string: the halves of a pair of surrogates, which JSON has, and
/// escapes of characters that it does not print.
pub(super) fn refused_in_quotes(value: &str, at: Span, text: &str) -> Option<Diagnostic> {
    let token = text.get(at.range())?;
    if !token.contains('\\') {
        return None;
    }
    if let Some(found) = surrogate(token) {
        let start = at.start as usize + found;
        return Some(
            Diagnostic::new(
                Code::InvalidYaml,
                "expected the code of a character, found half of a pair",
            )
            .at(Span::new(at.file, start, start + 6))
            .note("kustomize: found invalid Unicode character escape code")
            .help("write the character itself, or its code of eight digits: `\\U0001F600`"),
        );
    }
    let character = value.chars().find(|it| is_unprintable(*it))?;
    Some(
        Diagnostic::new(
            Code::InvalidCharacter,
            format!(
                "expected a character that kustomize can print, found U+{:04X}",
                u32::from(character)
            ),
        )
        .at(at)
        .note("kustomize: control characters are not allowed")
        .help("remove it"),
    )
}

/// Finds `\uD800` to `\uDFFF`.
fn surrogate(token: &str) -> Option<usize> {
    let bytes = token.as_bytes();
    let mut at = 0;
    while let Some(found) = token.get(at..)?.find('\\') {
        at += found;
        if let [
            b'\\',
            b'u',
            b'd' | b'D',
            b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F',
            ..,
        ] = bytes[at..]
        {
            return Some(at);
        }
        at += 1 + token.get(at + 1..)?.chars().next()?.len_utf8();
    }
    None
}

/// What go-yaml refuses when it reads the JSON of a resource. A next line it takes for a blank.
fn is_unprintable(character: char) -> bool {
    matches!(character, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a plain scalar has this value.
pub(in crate::yaml) fn is_written(written: &str, value: &Value) -> bool {
    value_of(written) == *value
}

/// Returns the value that kustomize prints for a plain scalar without a tag.
pub(in crate::yaml) fn value_of(text: &str) -> Value {
    settle(resolve(text), text).value
}

/// Returns what becomes of the text of a `>` block. kustomize writes it as one again before it prints it, and there
/// go-yaml goes wrong about lines that begin with a blank: an empty line comes before them, and where the first line is
/// one of them the others are joined.
pub(super) fn refolded(text: &str) -> Cow<'_, str> {
    let content = text.trim_start_matches('\n');
    if !content.contains('\n') || !is_block(text) {
        return text.into();
    }
    let is_blank = |line: &str| line.starts_with([' ', '\t']);
    let first_is_blank = is_blank(content);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..text.len() - content.len()]);
    let mut rest = content;
    while let Some(end) = rest.find('\n') {
        let line = &rest[..end];
        let next = rest[end..].trim_start_matches('\n');
        let breaks = rest.len() - end - next.len();
        let folds = !is_blank(line);
        let written = breaks + usize::from(folds && !first_is_blank);
        out.push_str(line);
        let read = if next.is_empty() {
            // One break at the end is what a block has, of more each counts.
            if breaks == 1 { 1 } else { written }
        } else if folds && !is_blank(next) {
            written - 1
        } else {
            written
        };
        match read {
            0 => out.push(' '),
            _ => out.extend(std::iter::repeat_n('\n', read)),
        }
        rest = next;
    }
    out.push_str(rest);
    out.into()
}

/// Whether go-yaml writes a text as a block, if it was one.
fn is_block(text: &str) -> bool {
    let is_escaped = |character: char| match character {
        '\n' | '\t' => false,
        '\u{feff}' | '\u{fffe}'.. => true,
        _ => character.is_control(),
    };
    !text.ends_with(' ') && !text.contains(" \n") && !text.contains(is_escaped)
}

#[cfg(test)]
mod tests;
