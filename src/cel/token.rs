//! Text to tokens. Numbers and strings keep their text; `literal` gives their values.

use super::Problem;

/// What a token is. Operators and punctuation are their text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name; keywords too.
    Name,
    Int,
    Uint,
    Double,
    /// A string, its quotes and prefix included.
    String,
    /// A string behind `b`.
    Bytes,
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The longer first, since the first that fits is taken.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!",
    "?", ":", "+", "*", "/", "%",
];

/// Returns the tokens of a text; the last one is its end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut start = skip(text, 0);
    while start < text.len() {
        let (kind, end) = token(text, start)?;
        tokens.push(Token { kind, start, end });
        start = skip(text, end);
    }
    tokens.push(Token {
        kind: Kind::End,
        start,
        end: start,
    });
    Ok(tokens)
}

/// Returns where blanks and comments end.
fn skip(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\r' | b'\n' | 0x0c) => at += 1,
            Some(b'/') if bytes.get(at + 1) == Some(&b'/') => {
                let line = text[at..].find('\n');
                at = line.map_or(text.len(), |length| at + length);
            }
            _ => return at,
        }
    }
}

fn token(text: &str, start: usize) -> Result<(Kind, usize), Problem> {
    let bytes = text.as_bytes();
    let next = |offset: usize| bytes.get(start + offset).copied().unwrap_or_default();
    match next(0) {
        b'0'..=b'9' => Ok(number(bytes, start)),
        b'.' if next(1).is_ascii_digit() => Ok(number(bytes, start)),
        b'"' | b'\'' => Ok((Kind::String, string(text, start, start)?)),
        b'r' | b'R' if is_quote(next(1)) => Ok((Kind::String, string(text, start, start + 1)?)),
        b'b' | b'B' if is_quote(next(1)) => Ok((Kind::Bytes, string(text, start, start + 1)?)),
        b'b' | b'B' if matches!(next(1), b'r' | b'R') && is_quote(next(2)) => {
            Ok((Kind::Bytes, string(text, start, start + 2)?))
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Ok((Kind::Name, name(bytes, start))),
        _ => match SIGNS.iter().find(|sign| text[start..].starts_with(*sign)) {
            Some(sign) => Ok((Kind::Sign(sign), start + sign.len())),
            None => {
                let wrong = text[start..].chars().next().unwrap_or_default();
                let end = start + wrong.len_utf8();
                Err(Problem::new(
                    start..end,
                    format!("`{wrong}` has no meaning here"),
                ))
            }
        },
    }
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

fn name(bytes: &[u8], start: usize) -> usize {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    start
        + bytes[start..]
            .iter()
            .take_while(|byte| inside(byte))
            .count()
}

fn number(bytes: &[u8], start: usize) -> (Kind, usize) {
    let digits = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let is = |at: usize, what: &[u8]| bytes.get(at).is_some_and(|byte| what.contains(byte));
    let unsigned = |at: usize| match is(at, b"uU") {
        true => (Kind::Uint, at + 1),
        false => (Kind::Int, at),
    };
    if bytes[start] == b'0' && is(start + 1, b"x") {
        let rest = bytes.get(start + 2..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        if length > 0 {
            return unsigned(start + 2 + length);
        }
    }
    let mut end = digits(start);
    let mut kind = Kind::Int;
    if is(end, b".") && digits(end + 1) > end + 1 {
        end = digits(end + 1);
        kind = Kind::Double;
    }
    if is(end, b"eE") {
        let sign = usize::from(is(end + 1, b"+-"));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
            kind = Kind::Double;
        }
    }
    match kind {
        Kind::Int => unsigned(end),
        _ => (kind, end),
    }
}

/// Returns where a string ends whose quote stands at `quote`.
fn string(text: &str, start: usize, quote: usize) -> Result<usize, Problem> {
    let bytes = text.as_bytes();
    let raw = text[start..quote].contains(['r', 'R']);
    let mark = bytes[quote];
    let long = bytes[quote..].starts_with(&[mark; 3]);
    let mut at = quote + if long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if !raw => at += 2,
            b'\n' | b'\r' if !long => break,
            byte if *byte == mark && !long => return Ok(at + 1),
            byte if *byte == mark && bytes[at..].starts_with(&[mark; 3]) => return Ok(at + 3),
            _ => at += 1,
        }
    }
    let end = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |length| start + length);
    Err(Problem::new(start..end, "the string has no closing quote"))
}
