//! The texts of a build and the places in them.

use std::sync::{Arc, OnceLock, RwLock};

use super::{FileId, Span};

/// One text that was read: a file, or the arguments of `--set`.
#[derive(Debug)]
pub struct Source {
    /// The path below the project root, with `/` between its parts, as diagnostics print it.
    pub path: String,
    /// The text, decoded.
    pub text: String,
    /// How many lines end before each block of [`BLOCK`] bytes.
    ended: OnceLock<Vec<u32>>,
}

/// So many bytes are counted in a few steps of the processor.
const BLOCK: usize = 1 << 10;

/// Returns how many lines end in a part of a text.
fn newlines(part: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', part).count()
}

impl Source {
    /// Returns how many lines end before each block; found once, on first need.
    fn ended(&self) -> &[u32] {
        self.ended.get_or_init(|| {
            let mut ended = 0;
            let blocks = self.text.as_bytes().chunks(BLOCK);
            let before = blocks.map(|block| {
                let before = ended;
                ended += newlines(block) as u32;
                before
            });
            before.collect()
        })
    }

    /// Returns the line, from 1.
    fn line(&self, offset: u32) -> usize {
        let offset = (offset as usize).min(self.text.len());
        let block = offset / BLOCK;
        // A text whose length is a multiple ends behind its last block.
        let Some(ended) = self.ended().get(block) else {
            return 1 + newlines(self.text.as_bytes());
        };
        let rest = &self.text.as_bytes()[block * BLOCK..offset];
        1 + *ended as usize + newlines(rest)
    }

    /// Returns line and column, both from 1; the column counts characters.
    fn line_column(&self, offset: u32) -> (usize, usize) {
        let end = (offset as usize).min(self.text.len());
        let start = memchr::memrchr(b'\n', &self.text.as_bytes()[..end]);
        let column = self
            .text
            .get(start.map_or(0, |newline| newline + 1)..end)
            .map_or(0, |before| before.chars().count());
        (self.line(offset), column + 1)
    }
}

/// A span as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path below the project root.
    pub file: String,
    /// The first line, from 1.
    pub line: usize,
    /// The first column, from 1, in characters.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Every text of a build. It only grows, so that an id stays valid, and may be shared between threads.
#[derive(Debug, Default)]
pub struct Sources {
    texts: RwLock<Vec<Arc<Source>>>,
}

impl Sources {
    /// Keeps a text and returns its id.
    pub fn add(&self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let source = Arc::new(Source {
            path: path.into(),
            text: text.into(),
            ended: OnceLock::new(),
        });
        // A thread that panicked while it held the lock cannot have left the vector half written.
        let mut texts = self
            .texts
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        texts.push(source);
        FileId::from_index(texts.len() - 1)
    }

    /// Returns the text with this id. The id must come from this very `Sources`.
    pub fn get(&self, file: FileId) -> Arc<Source> {
        let texts = self
            .texts
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&texts[file.index()])
    }

    /// Returns where a span is, for people.
    pub fn place(&self, span: Span) -> Place {
        let source = self.get(span.file);
        let (line, column) = source.line_column(span.start);
        let (end_line, end_column) = source.line_column(span.end);
        Place {
            file: source.path.clone(),
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// Returns the file and the line in which a span begins: without its column, for which a long line would be read.
    pub fn line(&self, span: Span) -> (String, usize) {
        let source = self.get(span.file);
        (source.path.clone(), source.line(span.start))
    }

    /// Returns the text of a span.
    pub fn slice(&self, span: Span) -> String {
        self.get(span.file)
            .text
            .get(span.range())
            .unwrap_or_default()
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "é: 1\nb: é x\n");
        let place = sources.place(Span::new(file, 12, 13));
        assert_eq!((place.line, place.column, place.end_column), (2, 6, 7));
        assert_eq!(sources.line(Span::new(file, 12, 13)), ("a.yaml".into(), 2));
    }
    #[test]
    fn lines_are_counted_over_blocks() {
        let text = "ab\n\nc\n".repeat(BLOCK);
        let sources = Sources::default();
        for length in [0, BLOCK - 1, BLOCK, 3 * BLOCK, 3 * BLOCK + 5] {
            let file = sources.add("a.yaml", &text[..length]);
            for at in 0..=length {
                let line = 1 + text[..at].matches('\n').count();
                assert_eq!(sources.line(Span::new(file, at, at)).1, line, "{at}");
            }
        }
    }
}
