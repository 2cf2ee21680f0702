//! Which form a string takes.

use crate::yaml::node::Value;
use crate::yaml::scalar;

/// The forms of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    /// A `|` block.
    Literal,
}

/// The form of a string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// As a value. A key of one line has the same.
    pub(super) style: Style,
    /// Whether it holds any character that ends a line in YAML 1.1.
    pub(super) multiline: bool,
}

/// What a byte may do to a string.
#[derive(Clone, Copy)]
enum Class {
    Usual,
    Blank,
    Newline,
    Colon,
    Hash,
    /// An end of line that is written as an escape.
    Return,
    /// Written as an escape.
    Escaped,
    /// The first byte of characters of which some are not usual.
    Wide,
    /// Another byte of a character.
    Inside,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Usual; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Escaped;
        byte += 1;
    }
    table[b'\n' as usize] = Class::Newline;
    table[b'\r' as usize] = Class::Return;
    table[b' ' as usize] = Class::Blank;
    table[b':' as usize] = Class::Colon;
    table[b'#' as usize] = Class::Hash;
    table[0x7f] = Class::Escaped;
    byte = 0x80;
    while byte < 0xc0 {
        table[byte] = Class::Inside;
        byte += 1;
    }
    // U+0080 to U+00BF, U+2000 to U+2FFF and U+F000 to U+FFFF.
    table[0xc2] = Class::Wide;
    table[0xe2] = Class::Wide;
    table[0xef] = Class::Wide;
    // Go's printer knows no character beyond U+FFFF.
    byte = 0xf0;
    while byte < 0x100 {
        table[byte] = Class::Escaped;
        byte += 1;
    }
    table
};

/// Returns the form of a string.
pub(super) fn shape(text: &str) -> Shape {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return Shape {
            style: Style::Double,
            multiline: false,
        };
    };
    let mut found = Found::default();
    let mut before = Before::Else;
    // Most strings have nothing else in them.
    let usual = bytes
        .iter()
        .position(|byte| !matches!(CLASS[*byte as usize], Class::Usual));
    for (at, &byte) in bytes.iter().enumerate().skip(usual.unwrap_or(bytes.len())) {
        before = match CLASS[byte as usize] {
            Class::Usual => Before::Else,
            Class::Inside => before,
            Class::Blank => {
                found.blank_behind_break |= before == Before::Break;
                Before::Blank
            }
            Class::Colon => {
                found.indicator |= matches!(bytes.get(at + 1), None | Some(b' '));
                Before::Else
            }
            Class::Hash => {
                found.indicator |= before == Before::Blank;
                Before::Else
            }
            Class::Newline => {
                found.newline = true;
                found.broken(before)
            }
            Class::Return => {
                found.escaped = true;
                found.broken(before)
            }
            Class::Escaped => {
                found.escaped = true;
                Before::Else
            }
            Class::Wide => match (byte, bytes[at + 1], bytes.get(at + 2)) {
                (0xc2, 0x85, _) => {
                    found.escaped = true;
                    found.broken(before)
                }
                (0xe2, 0x80, Some(0xa8 | 0xa9)) => found.broken(before),
                (0xc2, ..0xa0, _) | (0xef, 0xbb, Some(0xbf)) | (0xef, 0xbf, Some(0xbe | 0xbf)) => {
                    found.escaped = true;
                    Before::Else
                }
                _ => Before::Else,
            },
        };
    }
    let outer_blank = first == b' ' || last == b' ';
    let style = if found.newline {
        let block = !found.escaped && !found.break_behind_blank && last != b' ';
        if block { Style::Literal } else { Style::Double }
    } else if found.escaped
        || found.break_behind_blank
        || found.blank_behind_break
        || !is_string(text)
    {
        Style::Double
    } else if found.breaks || found.indicator || outer_blank || begins_otherwise(text) {
        Style::Single
    } else {
        Style::Plain
    };
    Shape {
        style,
        multiline: found.breaks,
    }
}

/// What there is in a string.
#[derive(Default)]
struct Found {
    newline: bool,
    /// Any end of line.
    breaks: bool,
    escaped: bool,
    /// `: ` or ` #`.
    indicator: bool,
    blank_behind_break: bool,
    break_behind_blank: bool,
}

impl Found {
    fn broken(&mut self, before: Before) -> Before {
        self.breaks = true;
        self.break_behind_blank |= before == Before::Blank;
        Before::Break
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Blank,
    Break,
    Else,
}

/// Whether something else than a string begins as this text does.
fn begins_otherwise(text: &str) -> bool {
    let alone = || matches!(text.as_bytes().get(1), None | Some(b' '));
    match text.as_bytes()[0] {
        b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
        | b'"' | b'%' | b'@' | b'`' => true,
        b'?' | b':' => alone(),
        b'-' => alone() || text.starts_with("---"),
        b'.' => text.starts_with("..."),
        _ => false,
    }
}

/// Whether go-yaml v2 reads the text, written plain, as the same string.
fn is_string(text: &str) -> bool {
    match text.as_bytes()[0] {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' | b'.' => {
            is_nothing_else(text)
        }
        b'0'..=b'9' | b'+' | b'-' => is_nothing_else(text) && !scalar::is_sexagesimal(text),
        _ => true,
    }
}

fn is_nothing_else(text: &str) -> bool {
    let reading = scalar::resolve(text);
    reading.other.is_none() && matches!(reading.value, Value::String(_))
}
