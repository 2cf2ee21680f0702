//! Ordinary YAML, read in one pass: what nearly all manifests are made of.
//!
//! In: a text. Out: the very calls of [`Stream`] and [`Tree`](super::tree::Tree) that the events of `granit-parser` would
//! make, several times faster; or [`Unusual`], at the first thing that is not ordinary, and then the parser reads the text from its
//! beginning. Ordinary are block collections, brackets, scalars of one line and literal blocks. Whatever is rare, may be wrong, or
//! needs a second look is unusual: anchors, tags, folded text, tabs, a scalar that goes on in the next line. So this
//! module reports nothing, and cannot disagree with the parser about what is YAML; its tests compare the two.

mod scalars;

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};

use super::{Meaning, Stream};
use crate::text::FileId;
use crate::yaml::Node;

/// The text is not ordinary from here on; which says nothing about whether it is YAML.
pub(super) struct Unusual;

type Outcome<T = ()> = Result<T, Unusual>;

/// Deeper nesting is unusual. Far below what a stack of a thread takes.
const DEEPEST: usize = 64;

/// A longer key is unusual: the parser takes keys of up to 1,024 characters.
const LONGEST_KEY: usize = 1_000;

/// Returns whether a text has a character anywhere that is not ordinary.
pub(super) fn has_unusual(text: &str) -> bool {
    memchr::memchr2(b'\t', b'\r', text.as_bytes()).is_some() || text.starts_with('\u{feff}')
}

/// Reads a text from here on, where a document begins. All of its characters are allowed, and none is unusual.
pub(super) fn read(text: &str, from: usize, stream: &mut Stream<'_>) -> Outcome {
    Reader::new(text, from, stream).documents()
}

/// Reads the scalar of one line that begins at `at`, which may stand in brackets; nothing where it is not ordinary, or gives
/// a finding.
pub(super) fn scalar(file: FileId, text: &str, at: usize) -> Option<Node> {
    let mut stream = Stream::new(file, text, Meaning::Common, 1);
    let mut reader = Reader::new(text, at, &mut stream);
    let scalar = reader.scalar(true).ok()?;
    reader.tell(&scalar).ok()?;
    let (node, ..) = stream.tree.take_root()?;
    stream.findings.into_list().is_empty().then_some(node)
}

struct Reader<'r, 't> {
    text: &'r str,
    bytes: &'r [u8],
    /// The next byte.
    at: usize,
    /// Where its line begins.
    line: usize,
    /// The column of the token that a line begins with; nothing at the end of a document.
    column: Option<usize>,
    depth: usize,
    stream: &'r mut Stream<'t>,
}

/// A scalar of one line.
struct Scalar<'r> {
    text: Cow<'r, str>,
    style: ScalarStyle,
    at: Range<usize>,
}

impl<'r, 't> Reader<'r, 't> {
    fn new(text: &'r str, at: usize, stream: &'r mut Stream<'t>) -> Self {
        Reader {
            text,
            bytes: text.as_bytes(),
            at,
            line: at,
            column: None,
            depth: 0,
            stream,
        }
    }

    fn documents(&mut self) -> Outcome {
        self.next_line()?;
        if self.column.is_some() {
            self.stream.start_document(false, 0..0);
            self.document()?;
        }
        while self.at < self.bytes.len() {
            // The token is a marker, and `...` is unusual.
            if self.bytes[self.at] != b'-' {
                return Err(Unusual);
            }
            self.stream.start_document(true, self.at..self.at + 3);
            self.at += 3;
            let behind = self.at;
            self.end_line()?;
            if self.column.is_some() {
                self.document()?;
            } else {
                self.absent(behind)?;
                self.stream.end_document(self.at..self.at);
            }
        }
        self.stream.close(self.text.len());
        Ok(())
    }

    fn document(&mut self) -> Outcome {
        match self.peek() {
            b'{' | b'[' => {
                self.brackets(None)?;
                self.end_line()?;
            }
            _ => self.block(None)?,
        }
        if self.column.is_some() {
            return Err(Unusual);
        }
        self.stream.end_document(self.at..self.at);
        Ok(())
    }

    /// Reads what stands on lines of its own, below a collection at column `around`.
    fn block(&mut self, around: Option<usize>) -> Outcome {
        let column = self.at - self.line;
        if self.is_dash() {
            return self.list(column, self.at);
        }
        match self.peek() {
            b'{' | b'[' => {
                self.brackets(around)?;
                return self.end_value(around);
            }
            _ => {}
        }
        let scalar = self.scalar(false)?;
        if self.is_colon() {
            return self.map(column, scalar);
        }
        // A scalar alone is a value, or a text, which is unusual.
        if around.is_none() {
            return Err(Unusual);
        }
        self.tell(&scalar)?;
        self.end_value(around)
    }

    fn map(&mut self, column: usize, first: Scalar<'r>) -> Outcome {
        self.deeper()?;
        self.begin_map(StructureStyle::Block, first.at.start..first.at.start)?;
        let mut key = first;
        loop {
            let colon = key.at.end;
            if self.at != colon || key.at.len() > LONGEST_KEY {
                return Err(Unusual);
            }
            self.tell(&key)?;
            self.at += 1;
            self.value(column, colon)?;
            match self.column {
                Some(next) if next == column => {
                    key = self.scalar(false)?;
                    if !self.is_colon() {
                        return Err(Unusual);
                    }
                }
                Some(next) if next > column => return Err(Unusual),
                _ => break,
            }
        }
        self.end(self.at)
    }

    /// Reads the value of a key of a map at `column`, behind its colon.
    fn value(&mut self, column: usize, colon: usize) -> Outcome {
        self.skip_blanks();
        if !self.ends_here() {
            return self.inline(column);
        }
        self.end_line()?;
        match self.column {
            Some(below) if below > column => self.block(Some(column)),
            Some(below) if below == column && self.is_dash() => {
                // The parser places a list that is not indented behind its first dash.
                let behind = self.at + 1;
                let blanks = self.bytes[behind..]
                    .iter()
                    .take_while(|byte| **byte == b' ');
                let first = behind + blanks.count();
                if matches!(self.bytes.get(first), None | Some(b'\n' | b'#')) {
                    return Err(Unusual);
                }
                self.list(column, first)
            }
            _ => self.absent(colon),
        }
    }

    /// Reads a value on the line of its key at `column`.
    fn inline(&mut self, column: usize) -> Outcome {
        match self.peek() {
            b'|' => return self.literal(column),
            b'{' | b'[' => self.brackets(Some(column))?,
            _ => {
                let scalar = self.scalar(false)?;
                if self.is_colon() {
                    return Err(Unusual);
                }
                self.tell(&scalar)?;
            }
        }
        self.end_value(Some(column))
    }

    fn list(&mut self, column: usize, start: usize) -> Outcome {
        self.deeper()?;
        self.begin_list(StructureStyle::Block, start..start)?;
        loop {
            let behind = self.at + 1;
            self.at = behind;
            self.skip_blanks();
            if self.ends_here() {
                let blanks = self.at > behind;
                self.end_line()?;
                match self.column {
                    Some(below) if below > column => self.block(Some(column))?,
                    // The place of what is not there depends on the blanks before it.
                    _ if blanks => return Err(Unusual),
                    _ => self.absent(behind)?,
                }
            } else {
                self.item(column)?;
            }
            match self.column {
                Some(next) if next == column && self.is_dash() => {}
                Some(next) if next > column => return Err(Unusual),
                _ => break,
            }
        }
        self.end(self.at)
    }

    /// Reads an item on the line of its dash, which is at `column`.
    fn item(&mut self, column: usize) -> Outcome {
        if self.peek() == b'|' {
            return self.literal(column);
        }
        self.block(Some(column))
    }

    /// Ends the line of a value of a collection at column `around`; a line that is indented more would go on with it.
    fn end_value(&mut self, around: Option<usize>) -> Outcome {
        self.end_line()?;
        match (self.column, around) {
            (Some(next), Some(around)) if next > around => Err(Unusual),
            _ => Ok(()),
        }
    }

    /// Reads a collection in brackets; lines of it must be indented more than `around`.
    fn brackets(&mut self, around: Option<usize>) -> Outcome {
        self.deeper()?;
        let at = self.at..self.at + 1;
        let is_map = self.peek() == b'{';
        let closing = if is_map { b'}' } else { b']' };
        match is_map {
            true => self.begin_map(StructureStyle::Flow, at)?,
            false => self.begin_list(StructureStyle::Flow, at)?,
        }
        self.at += 1;
        loop {
            self.skip_lines(around)?;
            if self.peek() == closing {
                break;
            }
            if is_map {
                let key = self.scalar(true)?;
                if self.at != key.at.end || self.peek() != b':' || key.at.len() > LONGEST_KEY {
                    return Err(Unusual);
                }
                self.tell(&key)?;
                self.at += 1;
                self.skip_lines(around)?;
            }
            match self.peek() {
                b'{' | b'[' => self.brackets(around)?,
                _ => {
                    let scalar = self.scalar(true)?;
                    self.tell(&scalar)?;
                }
            }
            self.skip_lines(around)?;
            match self.peek() {
                b',' => self.at += 1,
                byte if byte == closing => break,
                _ => return Err(Unusual),
            }
        }
        self.at += 1;
        self.end(self.at)
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b'\n')
    }

    fn is_dash(&self) -> bool {
        self.peek() == b'-' && matches!(self.bytes.get(self.at + 1), None | Some(b' ' | b'\n'))
    }

    fn is_colon(&self) -> bool {
        self.peek() == b':' && matches!(self.bytes.get(self.at + 1), None | Some(b' ' | b'\n'))
    }

    fn skip_blanks(&mut self) {
        let rest = &self.bytes[self.at..];
        let content = rest.iter().position(|byte| *byte != b' ');
        self.at += content.unwrap_or(rest.len());
    }

    /// Returns whether nothing but a comment follows on the line, behind a blank.
    fn ends_here(&self) -> bool {
        match self.bytes.get(self.at) {
            None | Some(b'\n') => true,
            Some(b'#') => self.at == self.line || self.bytes[self.at - 1] == b' ',
            _ => false,
        }
    }

    /// Goes to the next token of a collection in brackets.
    fn skip_lines(&mut self, around: Option<usize>) -> Outcome {
        let line = self.line;
        loop {
            self.skip_blanks();
            if self.bytes.get(self.at) != Some(&b'\n') {
                break;
            }
            self.at += 1;
            self.line = self.at;
        }
        if self.line == line {
            return Ok(());
        }
        // A line that begins inside.
        let column = self.at - self.line;
        if around.is_some_and(|around| column <= around) || column == 0 && self.is_marker() {
            return Err(Unusual);
        }
        Ok(())
    }

    /// Ends a line behind a node and goes to the next token.
    fn end_line(&mut self) -> Outcome {
        let before = self.at;
        self.skip_blanks();
        match self.bytes.get(self.at) {
            Some(b'#') if self.at > before || self.bytes[before - 1] == b' ' => {}
            None | Some(b'\n') => {}
            _ => return Err(Unusual),
        }
        self.next_line()
    }

    /// Goes to the first token of the present line or of one below, past comments.
    fn next_line(&mut self) -> Outcome {
        loop {
            self.skip_blanks();
            match self.bytes.get(self.at) {
                None => {
                    self.column = None;
                    return Ok(());
                }
                Some(b'\n') => {}
                Some(b'#') => match memchr::memchr(b'\n', &self.bytes[self.at..]) {
                    Some(length) => self.at += length,
                    None => {
                        self.at = self.bytes.len();
                        continue;
                    }
                },
                Some(_) => break,
            }
            self.at += 1;
            self.line = self.at;
        }
        let column = self.at - self.line;
        self.column = (column > 0 || !self.is_marker()).then_some(column);
        Ok(())
    }

    fn is_marker(&self) -> bool {
        let rest = &self.bytes[self.at..];
        (rest.starts_with(b"---") || rest.starts_with(b"..."))
            && matches!(rest.get(3), None | Some(b' ' | b'\n'))
    }

    fn deeper(&mut self) -> Outcome {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unusual);
        }
        Ok(())
    }

    fn tell(&mut self, scalar: &Scalar<'_>) -> Outcome {
        let Stream { tree, findings, .. } = &mut *self.stream;
        tree.text(&scalar.text, scalar.style, scalar.at.clone(), findings)
            .map_err(|_| Unusual)
    }

    /// A value that is not there; the parser gives it a place without any length.
    fn absent(&mut self, at: usize) -> Outcome {
        self.tell(&Scalar {
            text: Cow::Borrowed("~"),
            style: ScalarStyle::Plain,
            at: at..at,
        })
    }

    fn begin_list(&mut self, style: StructureStyle, at: Range<usize>) -> Outcome {
        let Stream { tree, findings, .. } = &mut *self.stream;
        tree.begin_list(style, at, findings).map_err(|_| Unusual)
    }

    fn begin_map(&mut self, style: StructureStyle, at: Range<usize>) -> Outcome {
        let Stream { tree, findings, .. } = &mut *self.stream;
        tree.begin_map(style, at, findings).map_err(|_| Unusual)
    }

    fn end(&mut self, at: usize) -> Outcome {
        self.depth -= 1;
        let Stream { tree, findings, .. } = &mut *self.stream;
        tree.end(at, findings).map_err(|_| Unusual)
    }
}

#[cfg(test)]
mod tests;
