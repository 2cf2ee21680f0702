//! The formats that the API server wants of a text: DNS labels, qualified names, names of ports.
//!
//! In: a text. Out: what is wrong with it, half a sentence, or nothing. The rules are those of `apimachinery`'s
//! `util/validation`; addresses are in [`super::address`].

/// A format of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A DNS label, `my-name`: RFC 1123.
    Label,
    /// A DNS label that begins with a letter: RFC 1035.
    LetterLabel,
    /// DNS labels with dots between them, `a.example.com`.
    Subdomain,
    /// `*.example.com`.
    Wildcard,
    /// The key of a label: `name` or `prefix/name`.
    QualifiedName,
    /// `prefix/name`, the prefix required.
    PrefixedName,
    /// The value of a label; may be empty.
    LabelValue,
    /// The name of a port: an IANA service name.
    PortName,
    /// The key of a ConfigMap or Secret.
    DataKey,
    /// The name of an environment variable, as it was before anything but `=` was allowed.
    VariableName,
    /// The name of an environment variable.
    AnyVariableName,
    /// `25%`.
    Percent,
    /// The name of an HTTP header.
    Header,
    /// An identifier of the language C.
    Identifier,
    /// A part of a URL path: the name of anything that needs no DNS name.
    PathSegment,
    /// A DNS subdomain of at least three labels.
    LongSubdomain,
}

impl Format {
    /// Returns what is wrong with a text.
    pub fn problem(self, text: &str) -> Option<String> {
        match self {
            Format::Label => label(text, 63),
            Format::LetterLabel => label(text, 63).or_else(|| {
                let digit = text.starts_with(|c: char| c.is_ascii_digit());
                digit.then(|| "it must begin with a letter".to_owned())
            }),
            Format::Subdomain => subdomain(text),
            Format::Wildcard => match text.strip_prefix("*.") {
                Some(rest) => too_long(text, 253).or_else(|| subdomain(rest)),
                None => Some("it must begin with `*.`".to_owned()),
            },
            Format::QualifiedName => qualified_name(text),
            Format::PrefixedName => qualified_name(text).or_else(|| {
                (!text.contains('/')).then(|| "it has no prefix, as in `example.com/name`".into())
            }),
            Format::LabelValue if text.is_empty() => None,
            Format::LabelValue => word(text, "it"),
            Format::PortName => port_name(text),
            Format::DataKey => data_key(text),
            Format::VariableName => variable_name(text),
            Format::AnyVariableName => any_variable_name(text),
            Format::Percent => {
                let digits = text.strip_suffix('%').unwrap_or_default();
                let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                (!number).then(|| "it must be digits and a `%`".to_owned())
            }
            Format::Header => only(text, |c| c.is_ascii_alphanumeric() || c == '-'),
            Format::Identifier => {
                let digit = text.starts_with(|c: char| c.is_ascii_digit());
                only(text, |c| c.is_ascii_alphanumeric() || c == '_')
                    .or_else(|| digit.then(|| "it must not begin with a digit".to_owned()))
            }
            Format::PathSegment => {
                let wrong = text.contains(['/', '%']) || text == "." || text == "..";
                wrong.then(|| "it cannot be part of a path".to_owned())
            }
            Format::LongSubdomain => subdomain(text).or_else(|| {
                let few = text.split('.').count() < 3;
                few.then(|| "it must have at least three parts with dots between them".to_owned())
            }),
        }
    }

    /// Returns what is expected: `a DNS label`.
    pub fn described(self) -> &'static str {
        match self {
            Format::Label => "lower case letters, digits and `-`, at most 63",
            Format::LetterLabel => "lower case letters, digits and `-`, at most 63, a letter first",
            Format::Subdomain => "lower case letters, digits, `-` and `.`, at most 253",
            Format::Wildcard => "`*.` and a DNS name",
            Format::QualifiedName => "`name` or `example.com/name`",
            Format::PrefixedName => "`example.com/name`",
            Format::LabelValue => "letters, digits, `-`, `_` and `.`, at most 63, or nothing",
            Format::PortName => {
                "lower case letters, digits and single `-`, at most 15, one letter at least"
            }
            Format::DataKey => "letters, digits, `-`, `_` and `.`, at most 253",
            Format::VariableName => "letters, digits, `-`, `_` and `.`, no digit first",
            Format::AnyVariableName => "printable ASCII characters without `=`",
            Format::Percent => "a percentage such as `25%`",
            Format::Header => "letters, digits and `-`",
            Format::Identifier => "letters, digits and `_`, no digit first",
            Format::PathSegment => "anything but `/`, `%`, `.` and `..`",
            Format::LongSubdomain => "a DNS name of at least three parts, `name.example.com`",
        }
    }
}

/// Returns the problem of a name to which the server will append five characters: `generateName`.
pub fn prefix_problem(format: Format, text: &str) -> Option<String> {
    match (format, text.strip_suffix('-')) {
        (Format::PathSegment, _) => {
            let wrong = text.contains(['/', '%']);
            wrong.then(|| "it cannot be part of a path".to_owned())
        }
        (_, Some(name)) if !name.is_empty() => format.problem(&format!("{name}a")),
        _ => format.problem(text),
    }
}

fn too_long(text: &str, most: usize) -> Option<String> {
    let length = text.len();
    (length > most).then(|| format!("it has {length} characters, at most {most} are allowed"))
}

fn empty(text: &str) -> Option<String> {
    text.is_empty().then(|| "it is empty".to_owned())
}

fn only(text: &str, allowed: impl Fn(char) -> bool) -> Option<String> {
    empty(text).or_else(|| {
        let wrong = text.chars().find(|c| !allowed(*c))?;
        Some(format!("it contains `{}`", wrong.escape_debug()))
    })
}

fn lower(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

fn label(text: &str, most: usize) -> Option<String> {
    too_long(text, most)
        .or_else(|| only(text, lower))
        .or_else(|| edges(text))
}

/// A subdomain has no limit for a label, only for the whole.
fn subdomain(text: &str) -> Option<String> {
    too_long(text, 253)
        .or_else(|| only(text, |c| lower(c) || c == '.'))
        .or_else(|| text.split('.').find_map(edges))
}

fn edges(text: &str) -> Option<String> {
    let dash = text.is_empty() || text.starts_with('-') || text.ends_with('-');
    dash.then(|| "it must begin and end with a letter or digit".to_owned())
}

fn qualified_name(text: &str) -> Option<String> {
    let name = match text.split_once('/') {
        None => text,
        Some((_, name)) if name.contains('/') => return Some("it has more than one `/`".into()),
        Some((prefix, name)) => {
            if let Some(problem) = subdomain(prefix) {
                return Some(format!(
                    "`{prefix}` before the `/` is no DNS name: {problem}"
                ));
            }
            name
        }
    };
    if name.is_empty() {
        return Some("its name is empty".to_owned());
    }
    word(name, "its name")
}

fn word(text: &str, what: &str) -> Option<String> {
    if text.len() > 63 {
        return Some(format!(
            "{what} has {} characters, at most 63 are allowed",
            text.len()
        ));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some(wrong) = text.chars().find(|c| !plain(*c)) {
        return Some(format!("{what} contains `{}`", wrong.escape_debug()));
    }
    let edge = |c: char| !c.is_ascii_alphanumeric();
    (text.starts_with(edge) || text.ends_with(edge))
        .then(|| format!("{what} must begin and end with a letter or digit"))
}

fn port_name(text: &str) -> Option<String> {
    too_long(text, 15)
        .or_else(|| only(text, lower))
        .or_else(|| {
            let digits = !text.bytes().any(|b| b.is_ascii_lowercase());
            digits.then(|| "it must have a letter".to_owned())
        })
        .or_else(|| {
            text.contains("--")
                .then(|| "it must not have two `-` in a row".into())
        })
        .or_else(|| edges(text))
}

fn data_key(text: &str) -> Option<String> {
    too_long(text, 253)
        .or_else(|| {
            only(text, |c| {
                c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
            })
        })
        .or_else(|| upwards(text))
}

fn variable_name(text: &str) -> Option<String> {
    only(text, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
    })
    .or_else(|| {
        let digit = text.starts_with(|c: char| c.is_ascii_digit());
        digit.then(|| "it must not begin with a digit".to_owned())
    })
    .or_else(|| upwards(text))
}

fn any_variable_name(text: &str) -> Option<String> {
    only(text, |c| (' '..='~').contains(&c) && c != '=')
}

/// A key becomes the name of a file.
fn upwards(text: &str) -> Option<String> {
    let wrong = text == "." || text.starts_with("..");
    wrong.then(|| "it must not be `.` or begin with `..`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_take_and_refuse() {
        let cases: &[(Format, &[&str], &[&str])] = &[
            (Format::Label, &["a", "1-a"], &["", "-a", "a-", "a.b", "A"]),
            (Format::LetterLabel, &["a1"], &["1a", ""]),
            (Format::Subdomain, &["a.b-c.1"], &["a..b", ".a", "a_b", ""]),
            (Format::Wildcard, &["*.a.b", "*.a"], &["*", "a.*.b", "*a"]),
            (
                Format::QualifiedName,
                &["A", "a.b/C_d"],
                &["", "/a", "a/", "a/b/c", "A/b", "_a"],
            ),
            (Format::PrefixedName, &["a/b"], &["b"]),
            (Format::LabelValue, &["", "A.b_c"], &["-", "a b"]),
            (
                Format::PortName,
                &["http", "h-2"],
                &["80", "a--b", "-a", "Http", "sixteen-letters-"],
            ),
            (
                Format::DataKey,
                &[".a", "A_b.c-d"],
                &["", ".", "..", "..a", "a/b"],
            ),
            (Format::VariableName, &["A", "-a.b"], &["", "1A", "A=B"]),
            (Format::AnyVariableName, &["1A", "a b"], &["", "A=B", "ä"]),
            (Format::Percent, &["25%", "250%"], &["25", "%", "a%", "-1%"]),
            (Format::Header, &["X-A"], &["", "X_A"]),
            (Format::Identifier, &["_a1"], &["1a", "a-b", ""]),
            (Format::PathSegment, &["system:A"], &["a/b", ".", "..", "%"]),
            (Format::LongSubdomain, &["a.b.c"], &["a.b"]),
        ];
        for (format, good, bad) in cases {
            for text in *good {
                assert_eq!(format.problem(text), None, "{format:?} {text:?}");
            }
            for text in *bad {
                assert!(format.problem(text).is_some(), "{format:?} {text:?}");
            }
        }
    }

    #[test]
    fn a_prefix_may_end_with_a_dash() {
        assert_eq!(prefix_problem(Format::Label, "web-"), None);
        assert!(prefix_problem(Format::Label, "-").is_some());
        assert_eq!(prefix_problem(Format::PathSegment, ".."), None);
    }
}
