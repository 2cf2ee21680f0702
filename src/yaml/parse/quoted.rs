//! Texts in quotes with lines that are indented less than the key, or by tabs.
//!
//! go-yaml asks nothing of the lines within quotes but that none of them is the marker of a document. The parser does,
//! and refuses. Such a text is read once more, by [`Unfolded`]: the parser gets a scalar in quotes as one line, with blanks in place of
//! the ends of lines, so every place stays what it was. What the scalar says is then read by itself, where nothing is around it
//! that it could be indented below.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use granit_parser::{
    BorrowedInput, ErrorKind, Event, Input, Options, ParseResult, Parser, ScalarStyle, ScanError,
    StrInput,
};

/// Where events come from.
pub(super) trait Events<'t> {
    /// Whether it refuses what go-yaml takes.
    const IS_STRICT: bool;

    fn next(&mut self) -> Option<ParseResult<'t>>;

    /// Gives up the present document; returns whether there is another one.
    fn next_document(&mut self) -> bool;
}

impl<'t> Events<'t> for Parser<'t, StrInput<'t>> {
    const IS_STRICT: bool = true;

    fn next(&mut self) -> Option<ParseResult<'t>> {
        self.next_event()
    }

    fn next_document(&mut self) -> bool {
        self.proceed_next_document().unwrap_or(false)
    }
}

/// Returns whether the parser refused the indentation of a line within quotes.
pub(super) fn is_refused_line(error: &ScanError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::TabInIndentation
    )
}

/// The events of a text in which every scalar in quotes is one line to the parser.
pub(super) struct Unfolded<'t> {
    parser: Parser<'t, Lines<'t>>,
    text: &'t str,
    /// The scalar in quotes that was found last.
    quoted: Rc<Cell<(usize, usize)>>,
    /// Where the token begins that was looked at last.
    token: Option<usize>,
    /// Where the last event ends.
    end: usize,
}

impl<'t> Unfolded<'t> {
    pub(super) fn new(text: &'t str, options: Options) -> Self {
        let quoted = Rc::default();
        let lines = Lines {
            whole: text,
            rest: StrInput::new(text),
            quoted: Rc::clone(&quoted),
        };
        Unfolded {
            parser: Parser::with_options(lines, options),
            text,
            quoted,
            token: None,
            end: 0,
        }
    }

    /// Finds the next scalar in quotes before the parser comes to it, which is never further than the next token.
    fn look_ahead(&mut self) {
        if self.token.is_some_and(|token| self.end <= token) {
            return;
        }
        let bytes = self.text.as_bytes();
        let token = next_token(bytes, self.end);
        self.token = Some(token);
        if let Some(end) = end_of_quoted(bytes, token) {
            self.quoted.set((token, end));
        }
    }
}

impl<'t> Events<'t> for Unfolded<'t> {
    const IS_STRICT: bool = false;

    fn next(&mut self) -> Option<ParseResult<'t>> {
        self.look_ahead();
        let mut next = self.parser.next_event()?;
        if let Ok((event, span)) = &mut next {
            let at = span.byte_range().unwrap_or_default();
            self.end = self.end.max(at.end);
            if let Event::Scalar(said, style, ..) = event
                && matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)
                && let Some(alone) = alone(self.text, at)
            {
                *said = alone;
            }
        }
        Some(next)
    }

    fn next_document(&mut self) -> bool {
        self.parser.proceed_next_document().unwrap_or(false)
    }
}

/// Returns what a scalar in quotes says, if it has several lines.
fn alone(text: &str, at: Range<usize>) -> Option<Cow<'_, str>> {
    let scalar = text.get(at).filter(|scalar| scalar.contains('\n'))?;
    let mut parser = Parser::new_from_str(scalar);
    loop {
        match parser.next_event()?.ok()?.0 {
            Event::Scalar(said, ..) => return Some(said),
            Event::StreamStart | Event::DocumentStart(..) => {}
            _ => return None,
        }
    }
}

/// Returns where the next scalar or collection begins: behind comments, marks of entries, anchors and tags.
fn next_token(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    let is_blank = |at: usize| {
        let byte = bytes.get(at);
        byte.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    };
    let is_quote = |at: usize| matches!(bytes.get(at), Some(b'"' | b'\''));
    let until = |at: usize, is_end: &dyn Fn(usize) -> bool| {
        (at..bytes.len())
            .find(|at| is_end(*at))
            .unwrap_or(bytes.len())
    };
    while at < bytes.len() {
        at = match bytes[at] {
            b',' => at + 1,
            _ if is_blank(at) => at + 1,
            b'-' | b'?' | b':' if is_blank(at + 1) => at + 1,
            // As JSON has it: `{"a":"b"}`.
            b':' if at > 0 && is_quote(at - 1) && is_quote(at + 1) => at + 1,
            b'#' => until(at, &|at| bytes[at] == b'\n'),
            b'&' | b'!' => until(at, &is_blank),
            _ => break,
        };
    }
    at
}

/// Returns where the scalar in quotes that begins here ends, if nothing else is on its last line: what is behind a quote that
/// was forgotten is told better by the parser, and so is a key of several lines.
fn end_of_quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes
        .get(start)
        .filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut at = start + 1;
    loop {
        let next = bytes.get(at + 1).copied();
        at += match *bytes.get(at)? {
            b'\\' if quote == b'"' && next != Some(b'\n') => 2,
            b'\n' if is_marker(&bytes[at + 1..]) => return None,
            byte if byte != quote => 1,
            _ if quote == b'\'' && next == Some(quote) => 2,
            _ => break,
        };
    }
    let behind = &bytes[at + 1..];
    let blanks = behind
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'));
    let ends = match behind.get(blanks.count()) {
        None | Some(b'\n' | b'\r' | b',' | b']' | b'}') => true,
        Some(b'#') => behind[0] != b'#',
        Some(_) => false,
    };
    ends.then_some(at + 1)
}

/// Returns whether a line is the marker of a document; kubectl cuts at every line that begins with dashes.
fn is_marker(line: &[u8]) -> bool {
    let is_end = || matches!(line.get(3), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    line.starts_with(b"---") || (line.starts_with(b"...") && is_end())
}

/// A text in which one scalar in quotes has no ends of lines.
struct Lines<'t> {
    whole: &'t str,
    rest: StrInput<'t>,
    quoted: Rc<Cell<(usize, usize)>>,
}

impl Lines<'_> {
    /// Returns whether a character that is so many ahead is between the quotes.
    fn is_quoted(&self, ahead: usize) -> bool {
        let (start, end) = self.quoted.get();
        let at = self.rest.byte_offset().unwrap_or_default();
        let rest = self.whole.get(at..).unwrap_or_default();
        let before: usize = rest.chars().take(ahead).map(char::len_utf8).sum();
        (start..end).contains(&(at + before))
    }
}

impl Input for Lines<'_> {
    fn lookahead(&mut self, count: usize) {
        self.rest.lookahead(count);
    }

    fn buflen(&self) -> usize {
        self.rest.buflen()
    }

    fn bufmaxlen(&self) -> usize {
        self.rest.bufmaxlen()
    }

    fn raw_read_ch(&mut self) -> char {
        self.rest.raw_read_ch()
    }

    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        self.rest.raw_read_non_breakz_ch()
    }

    fn skip(&mut self) {
        self.rest.skip();
    }

    fn skip_n(&mut self, count: usize) {
        self.rest.skip_n(count);
    }

    fn peek(&self) -> char {
        self.peek_nth(0)
    }

    fn peek_nth(&self, n: usize) -> char {
        match self.rest.peek_nth(n) {
            '\n' | '\r' if self.is_quoted(n) => ' ',
            character => character,
        }
    }

    fn byte_offset(&self) -> Option<usize> {
        self.rest.byte_offset()
    }

    fn slice_bytes(&self, start: usize, end: usize) -> Option<&str> {
        self.rest.slice_bytes(start, end)
    }
}

impl<'t> BorrowedInput<'t> for Lines<'t> {
    fn slice_borrowed(&self, start: usize, end: usize) -> Option<&'t str> {
        self.rest.slice_borrowed(start, end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{MAX_NODES, Meaning, Stream, parse};
    use crate::diag::{Code, Diagnostic};
    use crate::text::Sources;
    use crate::yaml::Node;

    /// Reads a text with one document, and returns what its value at a path says and where it is.
    fn at(text: &str, path: &[&str]) -> (String, String) {
        let (documents, findings) = parse(Sources::default().add("a.yaml", text), text);
        assert!(findings.is_empty(), "{text:?}: {findings:#?}");
        let value = documents[0].root.at(path).expect(text);
        let span = value.span().expect(text).range();
        (
            value.as_str().unwrap_or_default().to_owned(),
            text[span].to_owned(),
        )
    }

    #[test]
    fn lines_are_indented_as_they_like() {
        // What go-yaml v2 and v3 make of them.
        for (text, says) in [
            ("a:\n  b: \"x\n  y\"\n", "x y"),
            ("a:\n  b: \"x\n y\"\n", "x y"),
            ("a:\n  b: \"x\ny\"\n", "x y"),
            ("a:\n  b: 'x\ny'\n", "x y"),
            ("a:\n  b: \"x\n- y\"\n", "x - y"),
            ("a:\n  b: \"x\nc: y\"\n", "x c: y"),
            ("a:\n  b: \"x\n# y\"\n", "x # y"),
            ("a:\n  b: \"x\ny\" # \"z\n", "x y"),
            ("a:\n  b: \"x\n\n\ny\"\n", "x\n\ny"),
            ("a:\n  b: \"x\n\ty\"\n", "x y"),
            ("a:\n  b: \"x\n \ty\n\t\tz\"\n", "x y z"),
            ("a: {b: [\"x\n\ty\", z]}\n", ""),
            ("a: {\"c\":'d',\"b\":\"x\n\ty\"}\n", "x y"),
            ("a:\n  b: \"x \\\n \\ty\\u00e9\nz\"\n", "x \tyé z"),
            ("a:\n  b: \"\nx\"\n", " x"),
            ("a:\n  b: \"x  \n   y\"\n", "x y"),
            ("a:\n  b: 'it''s\n\na'\n", "it's\na"),
            ("a:\r\n  b: \"x\r\ny\"\r\n", "x y"),
            ("a:\n  b: &c \"x\ny\"\n", "x y"),
            ("a:\n  b: !!str \"x\ny\"\n", "x y"),
            ("# it's\na:\n  # don't\n  b: # \"\n    'x\ny'\n", "x y"),
            ("a:\n  b: \"é\né\"\n", "é é"),
            ("a:\n  b: 'x\n....'\n", "x ...."),
            ("a:\n  ? \"b\"\n  : \"x\ny\"\n", "x y"),
            ("a: {? \"b\"\n  : \"x\n  y\"}\n", "x y"),
            ("a: {\n  b: \"x\n  y\",\n  c\n  }\n", "x y"),
            ("a:\n  b: \"x\n ---y\"\n", "x ---y"),
        ] {
            let (said, place) = at(text, &["a", "b"]);
            assert_eq!(said, says, "{text:?}");
            assert!(place.starts_with(['"', '\'', '[']), "{text:?}: {place}");
            assert!(place.ends_with(['"', '\'', ']']), "{text:?}: {place}");
        }
    }

    #[test]
    fn what_is_around_them_stays_where_it_is() {
        let text = "a:\n- 'x\ny'\n- b: \"x\nz\" # c\n  c: d\n---\ne: 'f\ng'\nh: i\n";
        let (documents, findings) = parse(Sources::default().add("a.yaml", text), text);
        assert!(findings.is_empty(), "{findings:#?}");
        let slice = |node: &Node| &text[node.span().expect("it was read").range()];
        let items = documents[0].root.get("a").and_then(Node::as_list);
        let items = items.expect("a list");
        assert_eq!(slice(&items[0]), "'x\ny'");
        assert_eq!(slice(&items[1]), "b: \"x\nz\" # c\n  c: d");
        assert_eq!(documents[1].root.get("h").map(slice), Some("i"));
        assert_eq!(&text[documents[1].span.range()], "e: 'f\ng'\nh: i\n");
    }

    #[test]
    fn markers_and_forgotten_quotes_are_refused() {
        for text in [
            "a:\n  b: \"x\n---\ny\"\n",
            "a:\n  b: \"x\n--- y\"\n",
            "a:\n  b: \"x\n---y\"\n",
            "a: {b: \"x\n---y\"}\n",
            "a: \"x\n---y\"\n",
            "a: 1\n---y: 2\n",
            "a: {\"b\n  c\": y}\n",
            "a: {x: 1, 'b'\n  : y}\n",
            "a: {b\n  c: y}\n",
            "a:\n  b: \"x\n...\ny\"\n",
            "a:\n  \"b\nc\": y\n",
            "a:\n  \"b\n    c\": y\n",
            "a:\n  b: \"x\ny\" z\n",
            "a:\n  b: \"x\ny\": z\n",
            "a:\n  b: \"x\ny\"# z\n",
            "a:\n  b: \"x\ny\", z\n",
            "a:\n  b: \"x\ny: a\n",
            "a:\n  b: x\n\ty: z\n",
            "a:\n  b: x\ny\n",
        ] {
            let (_, findings) = parse(Sources::default().add("a.yaml", text), text);
            let code = findings.first().map(|finding| finding.code);
            assert_eq!(code, Some(Code::InvalidYaml), "{text:?}");
        }
    }

    /// Pieces that, strung together, look like YAML with quotes.
    const PIECES: [&str; 30] = [
        "a", "b: ", "- ", "? ", ": ", "\n", "\n\n", "\n  ", "\n    ", " ", "# c\n", "\"", "'",
        "\"x ", "y\"", "'x", "y'", "''", "\\\"", "\\", "\\\n", "|\n  ", "&d ", "*d", "!!str ", "{",
        "}", "[", ", ", "---\n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn what_the_parser_takes_is_read_alike(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
            let text = pieces.concat();
            let file = Sources::default().add("a.yaml", &*text);
            let [mut strict, mut unfolded] =
                [(); 2].map(|()| Stream::new(file, &text, Meaning::Common, MAX_NODES));
            if strict.run().is_ok() {
                unfolded.run_unfolded();
                let [strict, unfolded] =
                    [strict, unfolded].map(|it| (it.documents, it.findings.into_list()));
                let is_refused = |findings: &[Diagnostic]| {
                    findings.iter().any(|finding| finding.code == Code::InvalidYaml)
                };
                prop_assert_eq!(is_refused(&strict.1), is_refused(&unfolded.1), "{:?}", text);
                if !is_refused(&strict.1) {
                    prop_assert_eq!(format!("{strict:#?}"), format!("{unfolded:#?}"), "{:?}", text);
                }
            }
        }
    }
}
