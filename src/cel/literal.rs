//! The values of literals: escapes, numbers.

use ecow::EcoString;

/// Splits a string literal into its prefix (`b`, `r`, or none) and what its quotes enclose.
fn enclosed(text: &str) -> (&str, &str) {
    let quote = text.find(['"', '\'']).unwrap_or_default();
    let (prefix, quoted) = text.split_at(quote);
    let marks = match quoted.as_bytes() {
        [a, b, c, ..] if a == b && b == c && quoted.len() >= 6 => 3,
        _ => 1,
    };
    let inner = quoted.get(marks..quoted.len().saturating_sub(marks));
    (prefix, inner.unwrap_or_default())
}

/// Returns the value of a string literal.
pub(super) fn string(text: &str) -> Result<EcoString, String> {
    let (prefix, inner) = enclosed(text);
    if prefix.contains(['r', 'R']) || !inner.contains(['\\', '\r']) {
        return Ok(inner.into());
    }
    let mut value = EcoString::new();
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            value.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (code, length) = escape(rest)?;
        value.push(char::from_u32(code).ok_or_else(|| wrong(&rest[..length]))?);
        rest = &rest[length..];
    }
    Ok(value)
}

/// Returns the value of a bytes literal: as a string's, but that `\xff` and `\377` are single bytes.
pub(super) fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let (prefix, inner) = enclosed(text);
    if prefix.contains(['r', 'R']) {
        return Ok(inner.as_bytes().to_vec());
    }
    let mut value = Vec::new();
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            value.extend_from_slice(&rest.as_bytes()[..c.len_utf8()]);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (code, length) = escape(rest)?;
        let escaped = &rest[..length];
        if escaped.starts_with("\\u") || escaped.starts_with("\\U") {
            return Err(wrong(escaped));
        }
        value.push(u8::try_from(code).map_err(|_| wrong(escaped))?);
        rest = &rest[length..];
    }
    Ok(value)
}

/// Returns the code point of the escape a text begins with, and its length.
fn escape(text: &str) -> Result<(u32, usize), String> {
    let kind = text.chars().nth(1).unwrap_or_default();
    let single = match kind {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '"' | '\'' | '\\' | '?' | '`' => u32::from(kind),
        'x' | 'X' => return digits(text, 2, 2, 16),
        'u' => return digits(text, 2, 4, 16),
        'U' => return digits(text, 2, 8, 16),
        '0'..='3' => return digits(text, 1, 3, 8),
        _ => return Err(wrong(&text[..1 + kind.len_utf8().min(text.len() - 1)])),
    };
    Ok((single, 2))
}

fn digits(text: &str, from: usize, count: usize, radix: u32) -> Result<(u32, usize), String> {
    let digits = text.get(from..from + count);
    let digits = digits.filter(|digits| digits.chars().all(|c| c.is_digit(radix)));
    let code = digits.and_then(|digits| u32::from_str_radix(digits, radix).ok());
    code.map(|code| (code, from + count)).ok_or_else(|| {
        let shown: String = text.chars().take(from + count).collect();
        wrong(&shown)
    })
}

fn wrong(escape: &str) -> String {
    format!("`{escape}` is no escape")
}

/// Returns the value of an integer with the sign before it.
pub(super) fn int(text: &str, negative: bool) -> Option<i64> {
    let magnitude = i128::from(uint(text)?);
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// Returns the value of an integer without a sign.
pub(super) fn uint(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['u', 'U']);
    match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    }
}
