//! Regular expressions as RE2 has them.

use regex_automata::meta::{BuildError, Regex};

/// The most memory a compiled expression may take.
const LARGEST: usize = 4 << 20;

/// Compiles an expression. What Go's parser takes and this one does not is written in the way that both take.
pub(super) fn compile(pattern: &str) -> Result<Regex, Box<BuildError>> {
    let config = Regex::config()
        .nfa_size_limit(Some(LARGEST))
        .hybrid_cache_capacity(LARGEST);
    let builder = Regex::builder();
    let built = builder.clone().configure(config).build(&adapted(pattern));
    built.map_err(Box::new)
}

/// Rewrites what the two syntaxes write or mean differently: `\Q…\E`, `[[]`, a brace that counts nothing; `\d` and the like
/// are ASCII.
fn adapted(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\\' if rest.starts_with("\\Q") => {
                let quoted = rest[2..].split("\\E").next().unwrap_or_default();
                for c in quoted.chars() {
                    escaped(c, &mut out);
                }
                length = (2 + quoted.len() + 2).min(rest.len());
            }
            '\\' if class(rest, in_class).is_some() => {
                out.push_str(class(rest, in_class).unwrap_or_default());
                length = 2;
            }
            '\\' => {
                length += rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
            }
            '[' if in_class && !rest.starts_with("[:") => out.push_str("\\["),
            '[' if in_class => {
                length = rest.find(":]").map_or(1, |end| end + 2);
                out.push_str(&rest[..length]);
            }
            '[' => {
                in_class = true;
                let negated = usize::from(rest[1..].starts_with('^'));
                out.push_str(&rest[..=negated]);
                length += negated;
                if rest[length..].starts_with(']') {
                    out.push_str("\\]");
                    length += 1;
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => escaped(c, &mut out),
            '{' if !in_class && !counts(rest) => out.push_str("\\{"),
            '}' if !in_class && !closes(&out) => out.push_str("\\}"),
            _ => out.push(c),
        }
        rest = &rest[length..];
    }
    out
}

/// Returns what `\d` and its like mean where they are ASCII.
fn class(text: &str, in_class: bool) -> Option<&'static str> {
    Some(match (text.chars().nth(1)?, in_class) {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('s', false) => "[\\t\\n\\f\\r ]",
        ('s', true) => "\\t\\n\\f\\r ",
        ('D', _) => "[^0-9]",
        ('W', _) => "[^0-9A-Za-z_]",
        ('S', _) => "[^\\t\\n\\f\\r ]",
        ('b', false) => "(?-u:\\b)",
        _ => return None,
    })
}

fn escaped(c: char, out: &mut String) {
    if c.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(c);
}

/// Returns whether a text begins with `{2}`, `{2,}` or `{2,3}`.
fn counts(text: &str) -> bool {
    let inner = text[1..].split('}').next().unwrap_or_default();
    let closed = text[1..].len() > inner.len();
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    closed && !least.is_empty() && digits(least) && digits(most)
}

/// Returns whether a brace that counts is open at the end of what was written.
fn closes(out: &str) -> bool {
    let open = out.rfind('{');
    open.is_some_and(|open| {
        !out[..open].ends_with('\\')
            && !out[open..].contains('}')
            && out[open + 1..]
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b',')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_accepts_compiles() {
        for (pattern, text) in [
            ("[[]", "["),
            ("a{,3}", "a{,3}"),
            ("{a}", "{a}"),
            (r"\Qa.b\E", "a.b"),
            ("[]a]", "]"),
            ("[a&&b]", "&"),
            ("x{2}", "xx"),
            (r"^\pL+\z", "abc"),
        ] {
            let regex = compile(pattern).map(|regex| regex.is_match(text));
            assert_eq!(regex.ok(), Some(true), "{pattern}");
        }
        let matches =
            |pattern: &str, text: &str| compile(pattern).map(|regex| regex.is_match(text)).ok();
        assert_eq!(matches(r"^\d$", "٣"), Some(false));
        assert_eq!(matches(r"^[\w-]+$", "a-é"), Some(false));
        assert_eq!(matches(r"^.$", "é"), Some(true));
        assert!(compile("(").is_err());
        assert!(compile("(?=a)").is_err());
    }
}
