//! Regular expressions as Go's `regexp` reads them, for the engine of Rust.
//!
//! In: the text of a pattern. Out: the compiled expression, or why Go refuses it. What differs is spelled out: classes such
//! as `\d` are ASCII in Go, `{` that begins no repetition is a character, and `[`, `&&`, `--` and `~~` inside brackets have no
//! meaning. Source: syntax of Go's package `regexp/syntax`.

use std::iter::Peekable;
use std::str::Chars;

use regex_automata::meta::Regex;

/// The most times that Go repeats something.
const MAX_REPEAT: u32 = 1_000;

/// Compiles a pattern, or says why it is none.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    let translated = translate(pattern)?;
    let limits = Regex::config().nfa_size_limit(Some(8 << 20));
    Regex::builder()
        .configure(limits)
        .build(&translated)
        .map_err(|error| reason(&error))
}

/// Returns the last line of what the engine says; those before it draw the pattern.
fn reason(error: &regex_automata::meta::BuildError) -> String {
    let said = match error.syntax_error() {
        Some(syntax) => syntax.to_string(),
        None => error.to_string(),
    };
    let last = said.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

type Rest<'p> = Peekable<Chars<'p>>;

fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    let mut repeated = false;
    while let Some(c) = rest.next() {
        let mut repeats = false;
        match c {
            '\\' => escape(&mut rest, &mut out, false)?,
            '[' => class(&mut rest, &mut out)?,
            '(' => group(&mut rest, &mut out)?,
            '{' => match repetition(&mut rest)? {
                Some(repetition) => {
                    repeats = true;
                    out.push_str(&repetition);
                }
                None => out.push_str("\\{"),
            },
            '}' => out.push_str("\\}"),
            '*' | '+' => {
                repeats = true;
                out.push(c);
            }
            // Behind a repetition it makes that lazy.
            '?' => {
                repeats = !repeated;
                out.push(c);
                if repeated {
                    repeated = false;
                    continue;
                }
            }
            _ => out.push(c),
        }
        if repeats && repeated {
            return Err("a repetition of a repetition".to_owned());
        }
        if repeats && rest.peek() == Some(&'?') {
            rest.next();
            out.push('?');
        }
        repeated = repeats;
    }
    Ok(out)
}

/// Reads what stands behind a backslash.
fn escape(rest: &mut Rest<'_>, out: &mut String, in_class: bool) -> Result<(), String> {
    let Some(c) = rest.next() else {
        return Err("a backslash at the end".to_owned());
    };
    let (digits, word, space) = ("0-9", "0-9A-Za-z_", "\\t\\n\\f\\r ");
    let known = match c {
        'd' => Some((digits, false)),
        'D' => Some((digits, true)),
        'w' => Some((word, false)),
        'W' => Some((word, true)),
        's' => Some((space, false)),
        'S' => Some((space, true)),
        _ => None,
    };
    if let Some((characters, negated)) = known {
        out.push_str(if negated { "[^" } else { "[" });
        out.push_str(characters);
        out.push(']');
        return Ok(());
    }
    match c {
        'b' | 'B' if !in_class => {
            out.push_str(if c == 'b' { "(?-u:\\b)" } else { "(?-u:\\B)" });
        }
        'A' | 'z' if !in_class => {
            out.push('\\');
            out.push(c);
        }
        'a' | 'f' | 't' | 'n' | 'r' | 'v' | 'x' | 'p' | 'P' => {
            out.push('\\');
            out.push(c);
            // What stands in braces is no repetition.
            if matches!(c, 'x' | 'p' | 'P') && rest.peek() == Some(&'{') {
                for c in rest.by_ref() {
                    out.push(c);
                    if c == '}' {
                        break;
                    }
                }
            }
        }
        'Q' if !in_class => quoted(rest, out),
        '0' => octal(rest, out, 0),
        '1'..='7' if rest.peek().is_some_and(|next| ('0'..='7').contains(next)) => {
            octal(rest, out, c.to_digit(8).unwrap_or_default());
        }
        c if c.is_ascii_alphanumeric() || !c.is_ascii() => {
            return Err(format!("`\\{c}` has no meaning"));
        }
        c => literal(c, out),
    }
    Ok(())
}

/// Reads the rest of an octal number, at most three digits in all.
fn octal(rest: &mut Rest<'_>, out: &mut String, first: u32) {
    let mut number = first;
    for _ in 0..2 {
        let Some(digit) = rest.peek().and_then(|c| c.to_digit(8)) else {
            break;
        };
        number = number * 8 + digit;
        rest.next();
    }
    out.push_str(&format!("\\x{{{number:x}}}"));
}

/// Reads up to `\E`; every character is itself.
fn quoted(rest: &mut Rest<'_>, out: &mut String) {
    while let Some(c) = rest.next() {
        if c == '\\' && rest.peek() == Some(&'E') {
            rest.next();
            return;
        }
        literal(c, out);
    }
}

fn literal(c: char, out: &mut String) {
    if c.is_ascii_punctuation() && !matches!(c, '_' | '%' | '<' | '>') {
        out.push('\\');
    }
    out.push(c);
}

/// Reads what stands in brackets.
fn class(rest: &mut Rest<'_>, out: &mut String) -> Result<(), String> {
    out.push('[');
    if rest.peek() == Some(&'^') {
        rest.next();
        out.push('^');
    }
    let mut first = true;
    while let Some(c) = rest.next() {
        match c {
            ']' if !first => {
                out.push(']');
                return Ok(());
            }
            '[' if rest.peek() == Some(&':') => {
                out.push('[');
                for c in rest.by_ref() {
                    out.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            '\\' if rest.peek().is_some_and(|next| "dDwWsSpP".contains(*next)) => {
                escape(rest, out, true)?;
            }
            c => range(c, rest, out)?,
        }
        first = false;
    }
    Err("a class without its `]`".to_owned())
}

/// Reads a character in brackets, or a range that begins with it. Any dash that does not make a range is a character.
fn range(first: char, rest: &mut Rest<'_>, out: &mut String) -> Result<(), String> {
    class_character(first, rest, out)?;
    let mut ahead = rest.clone();
    if ahead.next() != Some('-') {
        return Ok(());
    }
    let Some(last) = ahead.next().filter(|c| *c != ']') else {
        return Ok(());
    };
    if last == '\\' && ahead.peek().is_some_and(|next| "dDwWsSpP".contains(*next)) {
        return Err("a range that ends in a class".to_owned());
    }
    out.push('-');
    *rest = ahead;
    class_character(last, rest, out)
}

fn class_character(c: char, rest: &mut Rest<'_>, out: &mut String) -> Result<(), String> {
    match c {
        '\\' => escape(rest, out, true)?,
        '-' | '[' | ']' | '&' | '~' | '^' => {
            out.push('\\');
            out.push(c);
        }
        c => out.push(c),
    }
    Ok(())
}

/// Reads what stands behind an opening parenthesis.
fn group(rest: &mut Rest<'_>, out: &mut String) -> Result<(), String> {
    out.push('(');
    if rest.peek() != Some(&'?') {
        return Ok(());
    }
    rest.next();
    out.push('?');
    let mut ahead = rest.clone();
    let refused = match (ahead.next(), ahead.next()) {
        (Some('=' | '!'), _) => Some("looking ahead"),
        (Some('<'), Some('=' | '!')) => Some("looking behind"),
        (Some('>'), _) => Some("an atomic group"),
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(format!("{refused} is not supported"));
    }
    // Flags of Rust alone.
    let flags: String = rest
        .clone()
        .take_while(|c| c.is_ascii_alphabetic() || *c == '-')
        .collect();
    if !flags.starts_with('P') && flags.contains(['u', 'x', 'R']) {
        return Err(format!("`(?{flags}` has no meaning"));
    }
    Ok(())
}

/// Reads a repetition `{2,5}`; nothing where the brace is a character.
fn repetition(rest: &mut Rest<'_>) -> Result<Option<String>, String> {
    let text: String = rest.clone().take_while(|c| *c != '}').collect();
    let closed = rest.clone().nth(text.chars().count()) == Some('}');
    let (least, most) = match text.split_once(',') {
        Some((least, most)) => (least, Some(most)),
        None => (text.as_str(), None),
    };
    let number = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'));
        plain.then(|| part.parse::<u32>().unwrap_or(u32::MAX))
    };
    let most = match most {
        None => None,
        Some("") => Some(None),
        Some(most) => match number(most) {
            Some(most) => Some(Some(most)),
            None => return Ok(None),
        },
    };
    let Some(least) = number(least).filter(|_| closed && !least.is_empty()) else {
        return Ok(None);
    };
    let upper = most.flatten().unwrap_or(least);
    if least > MAX_REPEAT || upper > MAX_REPEAT || least > upper {
        return Err(format!(
            "`{{{text}}}` repeats more than {MAX_REPEAT} times, or backwards"
        ));
    }
    rest.nth(text.chars().count());
    Ok(Some(format!("{{{text}}}")))
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn patterns_mean_what_they_mean_in_go() {
        for (pattern, text, expected) in [
            (r"^\d+$", "12", true),
            (r"^\d+$", "١", false),
            (r"^\w\_\%\/\<$", "a_%/<", true),
            (r"^[^\s]+$", "a b", false),
            (r"^[a-z&&b]+$", "&a", true),
            (r"^[[]$", "[", true),
            (r"^[]a-]+$", "]-a", true),
            (r"^[\w.-]+$", "a.b-c", true),
            (r"^[[:alpha:]]{2,3}$", "abc", true),
            (r"^{a}$", "{a}", true),
            (r"^a{,2}$", "a{,2}", true),
            (r"^\x{41}\101$", "AA", true),
            (r"^\Qa.b\E$", "a.b", true),
            (r"^\Qa.b\E$", "acb", false),
            (r"^(?i)ab*?$", "AB", true),
            (r"^(?P<n>a|b)\z", "a", true),
            (r"^\p{L}+$", "é", true),
            (r"^a--b$", "a--b", true),
            (r"^[+--]+$", "-,", true),
            (r"^[0-9-\p{L}.-]+$", "é-.9", true),
            (r"^[--a]+$", "A-", true),
            (r"a{2}?", "aa", true),
        ] {
            let regex = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            assert_eq!(regex.is_match(text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for pattern in [
            "(?=a)", "(?!a)", "(?<=a)", r"(a)\1", "[a", "(a", "a**", "a{1001}", r"\Z", r"\",
            "a{3,2}", r"[a-\d]", "*a", "(?x)a", "[b-a]", "a+{2}",
        ] {
            assert!(compile(pattern).is_err(), "{pattern}");
        }
    }
}
