//! Characters that no YAML file of Kubernetes may hold.

use super::Findings;
use crate::diag::{Code, Diagnostic};
use crate::text::{FileId, Span};

/// What was found in one look at a text.
#[derive(Default)]
pub(super) struct Characters {
    /// The offsets of characters that no document may hold, ascending.
    pub(super) forbidden: Vec<usize>,
    /// Whether there may be a tab, a carriage return or a byte order mark.
    pub(super) has_others: bool,
}

/// Reports control characters, and the line separators of Unicode, which YAML 1.1 takes for the end of a line and YAML
/// 1.2 does not.
pub(super) fn check(file: FileId, text: &str, findings: &mut Findings) -> Characters {
    let bytes = text.as_bytes();
    // So many bytes at once are looked at in few steps of the processor.
    let is_plain = |block: &[u8]| {
        let suspect = |byte: u8| byte >= 0x7f || (byte < b' ' && byte != b'\n');
        !block.iter().fold(false, |any, byte| any | suspect(*byte))
    };
    if bytes.chunks(64).all(is_plain) {
        return Characters::default();
    }
    let mut forbidden = Vec::new();
    let mut line_reported = None;
    let mut at = 0;
    while let Some(skip) = bytes[at..].iter().position(|byte| SUSPECT[*byte as usize]) {
        at += skip;
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            at += 1;
            continue;
        };
        if is_forbidden(character, at) {
            forbidden.push(at);
            // One finding a line: a binary file has thousands.
            let line = bytes[..at].iter().rposition(|byte| *byte == b'\n');
            if line_reported != Some(line) {
                line_reported = Some(line);
                findings.push(finding(
                    character,
                    Span::new(file, at, at + character.len_utf8()),
                ));
            }
            if forbidden.len() == 1_000 {
                break;
            }
        }
        at += character.len_utf8();
    }
    Characters {
        forbidden,
        has_others: true,
    }
}

/// The first bytes of the characters in question.
const SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = byte != 0x09 && byte != 0x0a && byte != 0x0d;
        byte += 1;
    }
    table[0x7f] = true;
    table[0xc2] = true;
    table[0xe2] = true;
    table[0xef] = true;
    table
};

fn is_forbidden(character: char, at: usize) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{feff}' => at > 0,
        '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => character.is_control(),
    }
}

fn finding(character: char, span: Span) -> Diagnostic {
    let (name, help) = match character {
        '\0' => (
            "a NUL byte",
            "remove it; the file may be binary or in UTF-16",
        ),
        '\u{feff}' => (
            "a byte order mark inside the text",
            "remove it; files that were joined often have one",
        ),
        '\u{85}' | '\u{2028}' | '\u{2029}' => (
            "a line separator of Unicode, which only some readers take for the end of a line",
            "write it as an escape in a double-quoted string",
        ),
        _ => (
            "a control character",
            "remove it, or write it as an escape in a double-quoted string",
        ),
    };
    Diagnostic::new(
        Code::InvalidCharacter,
        format!("expected text, found {name} (U+{:04X})", character as u32),
    )
    .at(span)
    .help(match escape(character) {
        Some(escape) => format!("{help}: `\"{escape}\"`"),
        None => help.to_owned(),
    })
}

fn escape(character: char) -> Option<String> {
    match character as u32 {
        0 | 0xfeff => None,
        code @ 1..=0xff => Some(format!("\\x{code:02x}")),
        code => Some(format!("\\u{code:04x}")),
    }
}
