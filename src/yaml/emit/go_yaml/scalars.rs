//! Scalars, folded where go-yaml folds them.

use super::quotes::Style;
use super::spaces;

/// The column behind which a blank ends the line.
pub(super) const WIDTH: usize = 80;

/// Where a line stands, and how the next one is indented.
#[derive(Clone, Copy)]
pub(super) struct Fold {
    /// The characters before the scalar on its line.
    pub(super) column: usize,
    /// The indentation of the following lines.
    pub(super) indent: usize,
}

/// Writes a string that is no block. Without a `fold` it stays on its line.
pub(super) fn flow(out: &mut String, text: &str, style: Style, fold: Option<Fold>) {
    match (style, fold) {
        (Style::Plain | Style::Literal, None) => out.push_str(text),
        (Style::Plain | Style::Literal, Some(fold)) => plain(out, text, fold),
        (Style::Single, fold) => single_quoted(out, text, fold),
        (Style::Double, fold) => double_quoted(out, text, fold),
    }
}

fn plain(out: &mut String, text: &str, fold: Fold) {
    let mut column = fold.column;
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        let word = &text[from..at];
        out.push_str(word);
        column += word.chars().count();
        from = at + 1;
        let alone = !word.is_empty() && text.as_bytes().get(from) != Some(&b' ');
        if alone && column > WIDTH {
            out.push('\n');
            spaces(out, fold.indent);
            column = fold.indent;
        } else {
            out.push(' ');
            column += 1;
        }
    }
    out.push_str(&text[from..]);
}

fn single_quoted(out: &mut String, text: &str, fold: Option<Fold>) {
    out.push('\'');
    let indent = fold.map_or(0, |fold| fold.indent);
    let mut column = fold.map_or(0, |fold| fold.column + 1);
    let (mut behind_blank, mut behind_break) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            ' ' => {
                let next = text.as_bytes().get(at + 1);
                let inside = at > 0 && next.is_some_and(|next| *next != b' ');
                if fold.is_some() && inside && !behind_blank && column > WIDTH {
                    out.push('\n');
                    spaces(out, indent);
                    column = indent;
                } else {
                    out.push(' ');
                    column += 1;
                }
                behind_blank = true;
            }
            '\u{2028}' | '\u{2029}' => {
                out.push(character);
                column = 0;
                behind_break = true;
            }
            _ => {
                if behind_break {
                    spaces(out, indent);
                    column = indent;
                }
                if character == '\'' {
                    out.push('\'');
                    column += 1;
                }
                out.push(character);
                column += 1;
                (behind_blank, behind_break) = (false, false);
            }
        }
    }
    out.push('\'');
}

fn double_quoted(out: &mut String, text: &str, fold: Option<Fold>) {
    out.push('"');
    let bytes = text.as_bytes();
    // With a byte order mark at its beginning go-yaml takes each character of a string for one.
    let marked = text.starts_with('\u{feff}');
    let mut column = fold.map_or(0, |fold| fold.column + 1);
    let mut from = 0;
    let mut behind_blank = false;
    for (at, character) in text.char_indices() {
        if marked || is_escaped(character) {
            out.push_str(&text[from..at]);
            from = at + character.len_utf8();
            column += escape(out, character);
            behind_blank = false;
        } else if character == ' ' {
            match fold {
                Some(fold) if !behind_blank && column > WIDTH && at > 0 && at + 1 < bytes.len() => {
                    out.push_str(&text[from..at]);
                    from = at + 1;
                    out.push('\n');
                    spaces(out, fold.indent);
                    column = fold.indent;
                    if bytes[at + 1] == b' ' {
                        out.push('\\');
                        column += 1;
                    }
                }
                _ => column += 1,
            }
            behind_blank = true;
        } else {
            column += 1;
            behind_blank = false;
        }
    }
    out.push_str(&text[from..]);
    out.push('"');
}

fn is_escaped(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}' | '"' | '\\' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
            | '\u{fffe}'..
    )
}

/// Writes the escape of a character, and returns its length.
fn escape(out: &mut String, character: char) -> usize {
    use std::fmt::Write;
    let before = out.len();
    let short = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            let code = u32::from(character);
            let written = match code {
                0..0x100 => write!(out, "\\x{code:02X}"),
                0x100..0x1_0000 => write!(out, "\\u{code:04X}"),
                _ => write!(out, "\\U{code:08X}"),
            };
            debug_assert!(written.is_ok(), "writing to a string cannot fail");
            return out.len() - before;
        }
    };
    out.push('\\');
    out.push(short);
    2
}

/// Writes a `|` block, to the end of its last line: that is where the next thing begins, even where no newline but a
/// separator of Unicode ends it.
pub(super) fn literal(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    if text.starts_with([' ', '\n', '\u{2028}', '\u{2029}']) {
        out.push('2');
    }
    let ends = |text: &str| text.ends_with(['\n', '\u{2028}', '\u{2029}']);
    let mut shorter = text.chars();
    shorter.next_back();
    let shorter = shorter.as_str();
    if !ends(text) {
        out.push('-');
    } else if shorter.is_empty() || ends(shorter) {
        out.push('+');
    }
    out.push('\n');
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            indented(out, line, indent);
        } else {
            for part in line.split_inclusive(['\u{2028}', '\u{2029}']) {
                indented(out, part, indent);
            }
        }
    }
    if !ends(text) {
        out.push('\n');
    }
}

fn indented(out: &mut String, line: &str, indent: usize) {
    if !line.starts_with(['\n', '\u{2028}', '\u{2029}']) {
        spaces(out, indent);
    }
    out.push_str(line);
}
