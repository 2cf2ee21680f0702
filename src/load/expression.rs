//! Where the `${…}` of a scalar are. Evaluating them is the business of the layer stage.
//!
//! `$${` stands for `${`. A `$` in front of anything else is a dollar sign: `$(VAR)` and `$$(VAR)` belong to Kubernetes.

use std::ops::Range;

/// A stretch of a scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it stands.
    Text(Range<usize>),
    /// `$${`, which stands for `${`.
    Escape(Range<usize>),
    /// `${…}` with its braces.
    Expression(Range<usize>),
    /// `${` without an end, up to the end of the scalar.
    Unclosed(Range<usize>),
}

/// Returns the expression without its braces.
pub fn inner(text: &str, braced: &Range<usize>) -> Range<usize> {
    debug_assert!(text[braced.clone()].starts_with("${"));
    braced.start + 2..braced.end - 1
}

/// Returns whether there is anything to do.
pub fn any(text: &str) -> bool {
    text.contains("${")
}

/// Returns the expression of a scalar that is one `${…}` and nothing else, without its braces.
pub fn whole(text: &str) -> Option<Range<usize>> {
    let trimmed = text.trim_end();
    (trimmed.starts_with("${") && end_of(trimmed, 2) == Some(trimmed.len()))
        .then(|| 2..trimmed.len() - 1)
}

/// Splits a scalar into its parts, which cover it without gaps.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let start = at + found;
        let escaped = start > plain && text.as_bytes()[start - 1] == b'$';
        let begin = if escaped { start - 1 } else { start };
        if begin > plain {
            parts.push(Part::Text(plain..begin));
        }
        at = if escaped {
            parts.push(Part::Escape(begin..start + 2));
            start + 2
        } else if let Some(end) = end_of(text, start + 2) {
            parts.push(Part::Expression(start..end));
            end
        } else {
            parts.push(Part::Unclosed(start..text.len()));
            text.len()
        };
        plain = at;
    }
    if plain < text.len() {
        parts.push(Part::Text(plain..text.len()));
    }
    parts
}

/// Returns the offset behind the `}` that ends the expression which begins at `from`; quotes and inner braces count.
fn end_of(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut bytes = text.bytes().enumerate().skip(from);
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') if depth == 0 => return Some(at + 1),
            (None, b'}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

/// Puts a letter of the private use area in place of every expression, so that short forms can be split around them;
/// [`unmask`] puts the expressions back.
pub fn mask(text: &str) -> (String, Vec<String>) {
    let mut masked = String::with_capacity(text.len());
    let mut hidden = Vec::new();
    for part in parts(text) {
        match part {
            Part::Text(range) => masked.push_str(&text[range]),
            Part::Escape(range) | Part::Expression(range) | Part::Unclosed(range) => {
                match u32::try_from(hidden.len())
                    .ok()
                    .and_then(|number| char::from_u32(FIRST + number))
                {
                    // There are 6,400 such letters; what goes beyond is left as it stands.
                    Some(letter) if (letter as u32) < LAST => {
                        masked.push(letter);
                        hidden.push(text[range].to_owned());
                    }
                    _ => masked.push_str(&text[range]),
                }
            }
        }
    }
    (masked, hidden)
}

/// Undoes [`mask`].
pub fn unmask(text: &str, hidden: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let number = (letter as u32).checked_sub(FIRST);
        match number.and_then(|number| hidden.get(number as usize)) {
            Some(expression) => out.push_str(expression),
            None => out.push(letter),
        }
    }
    out
}

const FIRST: u32 = 0xe000;
const LAST: u32 = 0xf8ff;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |part| match part {
            Part::Text(range) => text[range].to_owned(),
            Part::Escape(range) => format!("escape {}", &text[range]),
            Part::Expression(range) => format!("expression {}", &text[inner(text, &range)]),
            Part::Unclosed(range) => format!("unclosed {}", &text[range]),
        };
        parts(text).into_iter().map(show).collect()
    }

    #[test]
    fn parts_cover_text_expressions_and_escapes() {
        assert_eq!(shown("a${ b }c"), ["a", "expression  b ", "c"]);
        assert_eq!(shown("$${HOME}"), ["escape $${", "HOME}"]);
        assert_eq!(shown("${x}${y}"), ["expression x", "expression y"]);
        assert_eq!(shown("${ {'}': 1}['}'] }"), ["expression  {'}': 1}['}'] "]);
        assert_eq!(shown("$(POD) $$(X) $5"), ["$(POD) $$(X) $5"]);
        assert_eq!(shown("a ${b"), ["a ", "unclosed ${b"]);
        assert!(shown("").is_empty());
    }

    #[test]
    fn whole_means_one_expression_and_nothing_else() {
        assert!(whole("${env.x}").is_some());
        assert!(whole("${a}${b}").is_none());
        assert!(whole("x${a}").is_none());
        assert!(whole("$${a}").is_none());
    }

    #[test]
    fn masks_hide_separators() {
        let (masked, hidden) = mask("${env['a:b']}/api:${env.tag}");
        assert_eq!(masked.matches(':').count(), 1);
        assert_eq!(unmask(&masked, &hidden), "${env['a:b']}/api:${env.tag}");
    }

    proptest::proptest! {
        #[test]
        fn parts_cover_any_text(text in r#"[a${}"'\\ é]{0,40}"#) {
            let mut end = 0;
            for part in parts(&text) {
                let (Part::Text(range)
                | Part::Escape(range)
                | Part::Expression(range)
                | Part::Unclosed(range)) = part;
                proptest::prop_assert_eq!(range.start, end);
                proptest::prop_assert!(!text[range.clone()].is_empty());
                end = range.end;
            }
            proptest::prop_assert_eq!(end, text.len());
            let (masked, hidden) = mask(&text);
            proptest::prop_assert_eq!(unmask(&masked, &hidden), text);
        }
    }
}
