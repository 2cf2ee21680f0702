//! YAML written anew as go-yaml v3 writes what it read: order, quotes and comments stay, the layout becomes its own.
//!
//! In: a node whose spans lie in the text it was read from, with some values changed. Out: text with an indentation of two,
//! lists at the indentation of their key, single blanks. Anchors are not kept: their values are written out.

use crate::patch::kustomize::field_path::text_of;
use crate::session::Session;
use crate::text::{Source, Span};
use crate::yaml::{Key, Node, Origin, Step, Value, scalar};

/// Writes a document, without blanks at its ends.
pub(super) fn write(session: &Session<'_>, root: &Node) -> String {
    let text = root
        .span()
        .map(|span| (span.file, session.sources.get(span.file)));
    let mut writer = Writer {
        session,
        file: text,
        out: String::new(),
        last: 0,
        columns: Vec::new(),
    };
    writer.block(root, 0, true);
    writer.rest();
    writer.out.trim().to_owned()
}

struct Writer<'w, 's> {
    session: &'w Session<'s>,
    /// The text that was read.
    file: Option<(crate::text::FileId, std::sync::Arc<Source>)>,
    out: String,
    /// Up to where the text that was read is written.
    last: usize,
    /// The columns at which collections began, and their indentation now.
    columns: Vec<(usize, usize)>,
}

impl Writer<'_, '_> {
    /// Returns the text that was read.
    fn text(&self) -> &str {
        self.file.as_ref().map_or("", |(_, source)| &source.text)
    }

    /// Returns a span of the text that was read.
    fn here(&self, span: Option<Span>) -> Option<std::ops::Range<usize>> {
        let span = span?;
        let (file, source) = self.file.as_ref()?;
        (*file == span.file && span.range().end <= source.text.len()).then(|| span.range())
    }

    /// Writes a value of several lines; `first` says that the line it begins on is empty so far.
    fn block(&mut self, node: &Node, indent: usize, first: bool) {
        match &node.value {
            Value::Mapping(map) if !map.is_empty() && !self.is_flow(node) => {
                let mut begun = !first;
                for entry in map {
                    let start = self.here(entry.key.span).map(|range| range.start);
                    if !begun || self.out.ends_with('\n') || self.out.is_empty() {
                        self.open(start, indent);
                        spaces(&mut self.out, indent);
                    } else if let Some(start) = start {
                        self.remember(start, indent);
                    }
                    begun = true;
                    self.key(&entry.key);
                    self.out.push(':');
                    self.value(&entry.value, indent);
                }
            }
            Value::Sequence(items) if !items.is_empty() && !self.is_flow(node) => {
                for item in items {
                    let start = self.start_of(item).and_then(|start| self.dash(start));
                    if self.out.ends_with('\n') || self.out.is_empty() {
                        self.open(start, indent);
                        spaces(&mut self.out, indent);
                    } else if let Some(start) = start {
                        self.remember(start, indent);
                    }
                    self.out.push('-');
                    let is_block = matches!(&item.value, Value::Mapping(map) if !map.is_empty())
                        || matches!(&item.value, Value::Sequence(items) if !items.is_empty());
                    if is_block && !self.is_flow(item) {
                        self.out.push(' ');
                        self.block(item, indent + 2, false);
                    } else {
                        self.scalar_line(item, indent);
                    }
                }
            }
            _ => {
                let text = self.inline(node, indent);
                self.out.push_str(&text);
                self.end_line(node);
            }
        }
    }

    /// Writes what comes behind a key.
    fn value(&mut self, node: &Node, indent: usize) {
        let flow = self.is_flow(node);
        match &node.value {
            Value::Mapping(map) if !map.is_empty() && !flow => {
                self.comment();
                self.out.push('\n');
                self.block(node, indent + 2, true);
            }
            Value::Sequence(items) if !items.is_empty() && !flow => {
                self.comment();
                self.out.push('\n');
                self.block(node, indent, true);
            }
            _ => self.scalar_line(node, indent),
        }
    }

    fn scalar_line(&mut self, node: &Node, indent: usize) {
        let text = self.inline(node, indent);
        if !text.is_empty() {
            self.out.push(' ');
            self.out.push_str(&text);
        }
        self.end_line(node);
    }

    /// Ends the line of a value, with the comment that stands behind it.
    fn end_line(&mut self, node: &Node) {
        // A null of which nothing is to be seen stands wherever its reader found that out.
        if let Some(range) = self.written(node).filter(|range| !range.is_empty()) {
            self.last = self.last.max(range.end);
        }
        let before = self.text().as_bytes().get(self.last.wrapping_sub(1));
        if before != Some(&b'\n') {
            self.comment();
        }
        self.out.push('\n');
    }

    /// Writes the comment that stands on the line of what was read last.
    fn comment(&mut self) {
        let text = self.text();
        let line = text.get(self.last..).unwrap_or_default();
        let line = line.split('\n').next().unwrap_or_default();
        let behind = line.trim_start_matches([':', ' ', '\t', ',']);
        if behind.starts_with('#') {
            let comment = behind.trim_end().to_owned();
            self.last += line.len();
            self.out.push(' ');
            self.out.push_str(&comment);
        }
    }

    /// Goes to where the next key or dash was read, and writes the comments on the way.
    fn open(&mut self, start: Option<usize>, indent: usize) {
        let Some(start) = start else {
            // What was added comes behind everything that was read.
            let before = self.out.len();
            if indent == 0 {
                self.rest();
            }
            if self.out.len() > before && !self.out.ends_with("\n\n") {
                self.out.push('\n');
            }
            return;
        };
        if start < self.last {
            return;
        }
        self.comments(start, indent);
        self.remember(start, indent);
    }

    fn comments(&mut self, until: usize, indent: usize) {
        let text = self
            .text()
            .get(self.last..until)
            .unwrap_or_default()
            .to_owned();
        let column = column(self.text(), until);
        let mut blank_behind = false;
        // The last piece is the indentation of what follows.
        for line in text.split_inclusive('\n') {
            let line = match line.strip_suffix('\n') {
                Some(line) => line,
                None if until == self.text().len() => line,
                None => continue,
            };
            let said = line.trim();
            if !said.starts_with('#') {
                if said.is_empty() && blank_behind && line.is_empty() {
                    self.out.push('\n');
                    blank_behind = false;
                }
                continue;
            }
            let at = line.len() - line.trim_start().len();
            // A comment that stands deeper than what follows belongs to what is above.
            let deeper = self.columns.iter().rev().find(|(there, _)| *there <= at);
            let indent = match deeper {
                Some((_, indent)) if at > column => *indent,
                _ => indent,
            };
            spaces(&mut self.out, indent);
            self.out.push_str(said);
            self.out.push('\n');
            blank_behind = at <= column;
        }
        self.last = until;
    }

    /// Writes the comments behind the last value.
    fn rest(&mut self) {
        let end = self.text().len();
        self.comments(end, 0);
    }

    fn remember(&mut self, start: usize, indent: usize) {
        let column = column(self.text(), start);
        self.columns.retain(|(there, _)| *there < column);
        self.columns.push((column, indent));
        self.last = self.last.max(start);
    }

    /// Returns the place of the first token of a value.
    fn start_of(&self, node: &Node) -> Option<usize> {
        let first = match &node.value {
            Value::Mapping(map) if !self.is_flow(node) => {
                let first = map.iter().next();
                first.and_then(|entry| self.here(entry.key.span))
            }
            Value::Sequence(items) if !self.is_flow(node) => {
                let inner = items.first().and_then(|item| self.start_of(item));
                return inner.and_then(|start| self.dash(start));
            }
            _ => None,
        };
        first.or(self.written(node)).map(|range| range.start)
    }

    /// Returns the place of the dash before a value.
    fn dash(&self, start: usize) -> Option<usize> {
        let before = self.text().get(..start)?;
        before.rfind('-').filter(|at| *at >= self.last)
    }

    fn key(&mut self, key: &Key) {
        match self.here(key.span) {
            Some(range) => {
                let raw = self
                    .text()
                    .get(range.clone())
                    .unwrap_or_default()
                    .to_owned();
                self.out.push_str(&raw);
                self.last = self.last.max(range.end);
            }
            None => self.out.push_str(&plain(&key.name, true)),
        }
    }

    /// Returns where a value, or the one whose place it took, was read.
    fn written(&self, node: &Node) -> Option<std::ops::Range<usize>> {
        self.chain(node).find_map(|origin| self.here(origin.span))
    }

    fn chain<'n>(&self, node: &'n Node) -> impl Iterator<Item = &'n Origin> {
        node.origin.chain().map(|(origin, _)| origin)
    }

    fn is_flow(&self, node: &Node) -> bool {
        let Some(span) = node.span() else {
            return false;
        };
        let source = self.session.sources.get(span.file);
        let first = source.text.as_bytes().get(span.start as usize);
        matches!(first, Some(b'[' | b'{'))
    }

    /// Returns a value that stands behind a key or a dash.
    fn inline(&self, node: &Node, indent: usize) -> String {
        match &node.value {
            Value::Mapping(map) => {
                let entries = map.iter().map(|entry| {
                    let key = match self.here(entry.key.span) {
                        Some(range) => self.text().get(range).unwrap_or_default().to_owned(),
                        None => plain(&entry.key.name, true),
                    };
                    format!("{key}: {}", self.inline(&entry.value, indent))
                });
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Value::Sequence(items) => {
                let items = items.iter().map(|item| self.inline(item, indent));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            _ => self.scalar(node, indent),
        }
    }

    /// Returns the sign of the block scalar whose sign or content begins at a place, if one does.
    fn block_sign(&self, start: usize) -> Option<char> {
        let (before, behind) = self.text().split_at_checked(start)?;
        let sign = |text: &str| text.chars().next().filter(|sign| matches!(sign, '|' | '>'));
        let head = before.trim_end().rsplit([' ', '\t', '\n']).next();
        sign(behind).or_else(|| sign(head.filter(|_| !behind.starts_with(['"', '\'']))?))
    }

    fn scalar(&self, node: &Node, indent: usize) -> String {
        let range = self.written(node);
        let block = range.clone().and_then(|range| self.block_sign(range.start));
        let raw = range.and_then(|range| self.text().get(range));
        let raw = raw.unwrap_or_default();
        if node.origin.step == Step::Written && block.is_none() && !raw.contains('\n') {
            return raw.to_owned();
        }
        if node.is_null() {
            return "null".to_owned();
        }
        let text = text_of(node, &self.session.sources);
        let is_text = node.as_str().is_some();
        match block {
            Some('>') => return folded(&text, indent + 2),
            Some(_) => return literal(&text, indent + 2),
            None if is_text && text.contains('\n') && !raw.starts_with('"') => {
                return literal(&text, indent + 2);
            }
            None => {}
        }
        match raw.as_bytes().first() {
            Some(b'"') if is_text => double_quoted(&text),
            Some(b'\'') if is_text => single_quoted(&text),
            _ => plain(&text, is_text),
        }
    }
}

fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |end| end + 1)
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// Writes a scalar without quotes, if it can be.
fn plain(text: &str, is_text: bool) -> String {
    if !is_text {
        return text.to_owned();
    }
    if !matches!(scalar::resolve(text).value, Value::String(_)) {
        return double_quoted(text);
    }
    let indicator = text.starts_with([
        ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ' ',
    ]) || (text.starts_with(['-', '?', ':'])
        && !text[1..].starts_with(|c: char| c > ' '));
    let inside = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    if text.chars().any(char::is_control) {
        double_quoted(text)
    } else if indicator || inside || text.starts_with("---") || text.starts_with("...") {
        single_quoted(text)
    } else {
        text.to_owned()
    }
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => out.push_str(&format!("\\x{:02X}", u32::from(other))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Returns the head of a block: how it ends, and its indentation where its own blanks would hide that.
fn head(sign: char, text: &str) -> String {
    let mut head = String::from(sign);
    if text.starts_with([' ', '\n']) {
        head.push('2');
    }
    let ends = text.len() - text.trim_end_matches('\n').len();
    match ends {
        0 => head.push('-'),
        1 => {}
        _ => head.push('+'),
    }
    head
}

fn literal(text: &str, indent: usize) -> String {
    let mut out = head('|', text);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            spaces(&mut out, indent);
            out.push_str(line);
        }
    }
    out
}

fn folded(text: &str, indent: usize) -> String {
    let mut out = head('>', text);
    let lines: Vec<&str> = text
        .strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .collect();
    for (at, line) in lines.iter().enumerate() {
        out.push('\n');
        // A line end between two lines of words is written as an empty line.
        let words = |line: &str| !line.is_empty() && !line.starts_with([' ', '\t']);
        if at > 0 && words(line) && words(lines[at - 1]) {
            out.push('\n');
        }
        if !line.is_empty() {
            spaces(&mut out, indent);
            out.push_str(line);
        }
    }
    out
}
