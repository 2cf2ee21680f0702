//! What is wrong with text that is not YAML, in words a person can act on.
//!
//! The parser knows where it stopped and in which state; the text around that place tells what was meant.

use granit_parser::ErrorKind;

use crate::diag::{Code, Diagnostic};
use crate::text::{FileId, Span};

/// Turns an error of the parser at byte `at` into a finding. `document` is where the document begins, `bracket` where
/// the innermost list or map does, if it is in brackets.
pub(super) fn explain(
    file: FileId,
    text: &str,
    at: usize,
    kind: &ErrorKind,
    document: usize,
    bracket: Option<usize>,
) -> Diagnostic {
    let around = Around::new(file, text, at, document);
    tab(&around, kind)
        .or_else(|| template(&around))
        .or_else(|| open_bracket(&around, kind, bracket?))
        .unwrap_or_else(|| by_kind(&around, kind))
}

/// The finding for content behind `...`, which only another `---` may follow.
pub(super) fn text_behind_end(at: Span, text: &str) -> Diagnostic {
    let around = Around::new(at.file, text, at.start as usize, 0);
    error(
        "expected `---` behind `...`, found more text",
        around.token(),
    )
    .help("write `---` in place of `...`")
}

/// Finds `\/` in a double-quoted string: JSON and YAML 1.2 have this escape, Kubernetes' readers refuse it.
pub(super) fn escape_of_json_only(at: Span, text: &str) -> Option<Diagnostic> {
    let token = text.get(at.range())?;
    let (at_escape, _) = escapes(token).find(|(_, escape)| *escape == '/')?;
    let start = at.start as usize + at_escape;
    Some(
        error(
            "expected an escape that Kubernetes knows, found `\\/`",
            Span::new(at.file, start, start + 2),
        )
        .help("write `/`"),
    )
}

/// Says to quote the value that begins at a place.
pub(super) fn quote_value(text: &str, at: Span) -> String {
    quoted(Around::new(at.file, text, at.start as usize, 0).value())
}

/// Says to quote, where the braces at a place belong to an expression or a template.
pub(super) fn template_around(text: &str, at: Span) -> Option<String> {
    let around = Around::new(at.file, text, at.start as usize, 0);
    let opening = around.template_start()?;
    Some(around.quote_help(opening))
}

/// The line that an error is in.
struct Around<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    line: &'t str,
    line_start: usize,
    /// Where the document begins.
    document: usize,
}

impl<'t> Around<'t> {
    fn new(file: FileId, text: &'t str, at: usize, document: usize) -> Self {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        // At the very end there is nothing to show: the last line with something on it is better.
        if at == text.len() {
            at = text
                .get(document..)
                .map_or(at, |rest| document + rest.trim_end().len());
        }
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[at..]
            .find('\n')
            .map_or(text.len(), |newline| at + newline);
        Around {
            file,
            text,
            at,
            line: text[line_start..line_end].trim_end(),
            line_start,
            document: document.min(at),
        }
    }

    /// The place of the word at the error, or of one character.
    fn token(&self) -> Span {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|character: char| character.is_whitespace())
            .unwrap_or(rest.len());
        let one = rest.chars().next().map_or(0, char::len_utf8);
        Span::new(self.file, self.at, self.at + length.max(one))
    }

    fn character(&self) -> Span {
        let one = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        Span::new(self.file, self.at, self.at + one)
    }

    fn word(&self) -> &'t str {
        let word = self.text.get(self.token().range()).unwrap_or_default();
        let end = word.char_indices().nth(40).map_or(word.len(), |(at, _)| at);
        word[..end].trim_end()
    }

    /// The offset in the line of `${` or `{{` at the error or before it, or of the first in the line.
    fn template_start(&self) -> Option<usize> {
        let before = &self.line[..floor(self.line, self.at - self.line_start + 2)];
        let last = |text: &str| text.rfind("${").max(text.rfind("{{"));
        last(before).or_else(|| self.line.find("${").or_else(|| self.line.find("{{")))
    }

    /// `quote the expression: "${x}"`.
    fn quote_help(&self, opening: usize) -> String {
        match template_length(&self.line[opening..]) {
            Some(length) => format!(
                "quote the expression: `{}`",
                in_quotes(&self.line[opening..opening + length])
            ),
            None => "put the value with the expression in quotes".to_owned(),
        }
    }

    /// What stands from here to the end of the line, without a comment; in brackets, the word.
    fn value(&self) -> &'t str {
        let in_brackets = self.text[self.line_start..self.at].contains(['[', '{']);
        match self.line.get(self.at - self.line_start..) {
            Some(rest) if !in_brackets => rest.split(" #").next().unwrap_or(rest).trim_end(),
            _ => self
                .word()
                .split([',', ']', '}'])
                .next()
                .unwrap_or_default(),
        }
    }
}

/// Returns the length of the expression or template at the beginning, to the brace that closes it.
fn template_length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The largest character boundary of `text` that is not above `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn error(message: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidYaml, message).at(at)
}

/// Tabs as indentation, which the parser reports in many ways.
fn tab(around: &Around<'_>, kind: &ErrorKind) -> Option<Diagnostic> {
    let about_tabs = matches!(
        kind,
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
            | ErrorKind::InvalidBlockEntryWhitespace
    );
    let at_tab = around.text[around.at..].starts_with('\t');
    if !about_tabs && !at_tab {
        return None;
    }
    // The place of the error may be a value before the tab.
    let mut line_start = around.line_start;
    let in_indentation = around.text[line_start..]
        .split_inclusive('\n')
        .take(100)
        .find_map(|line| {
            let content = line.trim_start_matches([' ', '\t']);
            let tab = line[..line.len() - content.len()].find('\t');
            let found = tab.map(|tab| line_start + tab);
            line_start += line.len();
            found
        });
    let start = match in_indentation {
        Some(tab) if !at_tab || tab < around.at => tab,
        _ => around.at,
    };
    Some(tab_at(Span::new(around.file, start, start + 1)))
}

/// The finding for an anchor with a name that go-yaml does not take.
pub(super) fn anchor_name(at: Span) -> Diagnostic {
    error(
        "expected letters, digits, `-` and `_` in the name of an anchor",
        at,
    )
    .help("if it is a string, put it in quotes")
}

/// The finding for a tab where only spaces may be.
pub(super) fn tab_at(at: Span) -> Diagnostic {
    error("expected spaces as indentation, found a tab", at)
        .help("put two spaces in place of each tab")
}

/// `${…}` and `{{ … }}` where braces mean something else.
fn template(around: &Around<'_>) -> Option<Diagnostic> {
    let opening = around.template_start()?;
    let before = around.line[..opening].trim_end();
    // Inside quotes the braces are harmless, so the mistake is another one.
    if before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1 {
        return None;
    }
    let in_flow = before.contains(['{', '[']);
    let (what, breaks) = match around.line[opening..].starts_with("{{") {
        true => ("a template `{{ … }}`", true),
        false => ("an expression `${…}`", in_flow),
    };
    let rest = &around.line[opening..];
    if !breaks && !rest.contains(": ") && !rest.contains(" #") {
        return None;
    }
    let start = around.line_start + opening;
    let length = template_length(rest).unwrap_or(rest.len());
    Some(
        error(
            format!("expected {what} in quotes, found it bare"),
            Span::new(around.file, start, start + length),
        )
        .help(around.quote_help(opening)),
    )
}

/// A key on a line below a bracket that was not closed.
fn open_bracket(around: &Around<'_>, kind: &ErrorKind, bracket: usize) -> Option<Diagnostic> {
    let about_keys = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
    );
    let (key, _) = around.line.split_once(':')?;
    if !about_keys || bracket >= around.line_start {
        return None;
    }
    let open = around.text[bracket..].chars().next()?;
    let close = closing(open);
    Some(
        error(
            format!("expected `{close}`, found the key `{}`", key.trim()),
            Span::new(around.file, bracket, bracket + 1),
        )
        .related(around.character(), "found before it was closed")
        .help(format!("close this `{open}` with `{close}`")),
    )
}

fn by_kind(around: &Around<'_>, kind: &ErrorKind) -> Diagnostic {
    let word = around.word();
    match kind {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => second_colon(around),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            unclosed_quote(around, "the end of the document")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = closing(*open);
            error(format!("expected `{close}`, found the end of the document"), around.character())
                .help(format!("close this `{open}` with `{close}`"))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            error(format!("expected `{}`, found `{close}`", closing(*open)), around.character())
                .help(format!("close the `{open}` with `{}`", closing(*open)))
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            error(format!("expected no `{}` here: nothing is open", first(word)), around.character())
                .help("remove it, or put the value in quotes")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            error(expected("`,` or `}`", word), around.token())
                .help("separate entries with commas, and put values that hold any of `{}[],` in quotes")
        }
        ErrorKind::ExpectedFlowSequenceSeparator | ErrorKind::UnexpectedEofFlowSequence => {
            error(expected("`,` or `]`", word), around.token())
                .help("separate items with commas, and put values that hold any of `{}[],` in quotes")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => missing_colon(around),
        ErrorKind::ExpectedBlockMappingKey if is_item(around.line) => {
            let dash = around.line_start + around.line.len() - around.line.trim_start().len();
            error(
                "expected another key, found a list item",
                Span::new(around.file, dash, dash + 1),
            )
            .help("indent the items below the key that they belong to")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockSequenceEntry => {
            let wanted = match kind {
                ErrorKind::ExpectedBlockSequenceEntry => "another item `- …`",
                _ => "another key",
            };
            error(expected(wanted, word), around.token())
                .help("indent it like the line that it belongs with")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            error(expected("the end of the value behind the closing quote", word), around.token())
                .help("put the whole value in quotes, or escape the quote inside: `\\\"` in double quotes, `''` in single ones")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            error(format!("expected a value, found `{character}`, with which none may begin"), around.token())
                .help(quoted(around.value()))
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            error("expected a value, found the `-` of a list item", around.character())
                .help("begin the list on the next line, or write `\"-\"` for the string")
        }
        ErrorKind::UnknownQuotedScalarEscape => unknown_escape(around),
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => {
            let rest = &around.text[around.at..];
            let wrong = escapes(rest).find(|(at, escape)| !is_code(&rest[at + 1..], *escape));
            let at = match wrong {
                Some((at, _)) => Span::new(around.file, around.at + at, around.at + at + 2),
                None => around.token(),
            };
            error("expected the hexadecimal code of a character behind the `\\`", at)
                .help("write `\\\\` for a backslash, or use single quotes")
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            error(expected("the end of the line behind `|` or `>`", word), around.token())
                .help("begin the text on the next line, indented; or put the value in quotes")
        }
        ErrorKind::InvalidBlockScalarIndent => {
            error("expected the first lines of a block to be no deeper than the others", around.token())
                .help("write the indentation behind the bar: `|2`")
        }
        ErrorKind::InvalidQuotedScalarIndent if word.starts_with("---") || word.starts_with("...") => {
            unclosed_quote(around, "the end of the document")
        }
        ErrorKind::InvalidQuotedScalarIndent => {
            unclosed_quote(around, "a line that is not indented")
        }
        ErrorKind::InvalidFlowScalarIndent => {
            error(expected("a deeper indentation", word), around.token())
                .help("indent the line deeper than the key it belongs to")
        }
        ErrorKind::UndeclaredTagHandle => {
            error(format!("expected a tag that is known, found `{word}`"), around.token())
                .help(quoted(word))
        }
        ErrorKind::MissingAnchorOrAliasName => {
            error(format!("expected a name behind `{}`", first(word)), around.token())
                .help(quoted(around.value()))
        }
        ErrorKind::DirectiveDisallowed | ErrorKind::ExpectedDocumentStart
            | ErrorKind::MissingDocumentEndBeforeDirective | ErrorKind::InvalidDirectiveName
            | ErrorKind::MissingDirectiveName | ErrorKind::InvalidDirectiveTerminator => {
            error(expected("`---`", word), around.token())
                .help("put `---` on a line before the document")
        }
        ErrorKind::CommentNotSeparated => {
            error("expected a blank before the `#` of a comment", around.character())
                .help("write a blank before the `#`, or put the value in quotes")
        }
        ErrorKind::BomInsideDocument => {
            error("expected text, found a byte order mark", around.character()).help("remove it")
        }
        kind => error(plain_words(kind), around.token()),
    }
}

/// `a: b: c`, or a key below a value.
fn second_colon(around: &Around<'_>) -> Diagnostic {
    let indent = around.line.len() - around.line.trim_start().len();
    let content = around.line.trim_start();
    let content = content.strip_prefix("- ").unwrap_or(content);
    if let Some((key, value)) = content.split_once(": ")
        && value.contains(':')
    {
        let value = value.trim();
        return error("expected one value, found a second `:`", around.character())
            .help(format!("quote the value: `{key}: {}`", in_quotes(value)));
    }
    let key = content.split(':').next().unwrap_or_default();
    error(
        format!("expected the value above to go on, found the key `{key}`"),
        Span::new(
            around.file,
            around.line_start + indent,
            around.at.max(around.line_start + indent),
        ),
    )
    .help("indent the key like its siblings; the line above has a value already")
}

fn unclosed_quote(around: &Around<'_>, found: &str) -> Diagnostic {
    let is_quote = |at: usize| around.text[at..].starts_with(['"', '\'']);
    let before = || around.text[around.document..around.at].rfind(['"', '\'']);
    let opening = match is_quote(around.at) {
        true => around.at,
        false => before().map_or(around.at, |at| around.document + at),
    };
    let quote = around.text.get(opening..=opening).unwrap_or("\"");
    error(
        format!("expected the closing quote, found {found}"),
        Span::new(around.file, opening, opening + 1),
    )
    .help(format!("close the string with `{quote}`"))
}

fn missing_colon(around: &Around<'_>) -> Diagnostic {
    let content = around.line.trim_start();
    let indent = around.line.len() - content.len();
    let start = around.line_start + indent;
    let at = Span::new(around.file, start, start + content.len());
    match content.split_once(':') {
        Some((key, value)) if !value.starts_with(' ') && !key.is_empty() && !value.is_empty() => {
            error(format!("expected a blank behind `{key}:`"), at)
                .help(format!("write `{key}: {value}`"))
        }
        _ => error("expected `:` behind a key", at)
            .help("write `key: value`; in quotes and on one line, if the key is long"),
    }
}

fn unknown_escape(around: &Around<'_>) -> Diagnostic {
    const KNOWN: &str = "0abt\tnvfre \"/\\N_LPxuU\r\n";
    let rest = &around.text[around.at..];
    let unknown = escapes(rest).find(|(_, escape)| !KNOWN.contains(*escape));
    let at = match unknown {
        Some((at, escape)) => {
            let start = around.at + at;
            Span::new(around.file, start, start + 1 + escape.len_utf8())
        }
        None => around.token(),
    };
    let escape = around.text.get(at.range()).unwrap_or_default();
    error(
        format!("expected an escape that YAML knows, found `{escape}`"),
        at,
    )
    .help("write `\\\\` for a backslash, or use single quotes")
}

/// Whether digits follow where an escape wants them.
fn is_code(behind: &str, escape: char) -> bool {
    let count = match escape {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return true,
    };
    let digits = behind.get(1..=count);
    digits.is_some_and(|digits| {
        u32::from_str_radix(digits, 16).is_ok_and(|code| char::from_u32(code).is_some())
    })
}

/// The escapes of a double-quoted string: the offset of each backslash, and what follows it.
fn escapes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find('\\')?;
        let escape = text[at + 1..].chars().next()?;
        from = at + 1 + escape.len_utf8();
        Some((at, escape))
    })
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ") || line.trim_start() == "-"
}

fn expected(what: &str, word: &str) -> String {
    match word {
        "" => format!("expected {what}, found the end of the document"),
        word => format!("expected {what}, found `{word}`"),
    }
}

pub(super) fn quoted(word: &str) -> String {
    format!("if it is a string, quote it: `{}`", in_quotes(word))
}

fn in_quotes(value: &str) -> String {
    if value.len() > 120 {
        return "\"…\"".to_owned();
    }
    if value.contains(['"', '\\']) {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{value}\"")
    }
}

fn first(word: &str) -> &str {
    word.get(..1).unwrap_or(word)
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}

/// The parser's own words, for the states that nobody runs into.
fn plain_words(kind: &ErrorKind) -> String {
    let words = kind.to_string();
    let words = words.strip_prefix("while ").map_or(words.as_str(), |rest| {
        rest.split_once(", ").map_or(rest, |(_, rest)| rest)
    });
    words.replace("did not find expected", "expected")
}
