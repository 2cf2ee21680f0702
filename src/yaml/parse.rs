//! Text to documents.

use ecow::EcoString;
use granit_parser::{Event, Parser, ScalarStyle};

use super::scalar;
use super::{Entry, Join, Key, Mapping, Node, Origin, Value};
use crate::diag::{Code, Diagnostic};
use crate::text::{FileId, Span};

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    /// The root node.
    pub root: Node,
    /// The bytes of the document, without the `---` line.
    pub span: Span,
}

enum Frame {
    List(Vec<Node>, Span, Join, usize),
    Map(Mapping, Option<Key>, Span, usize),
}

/// Reads every document of `text`. Never fails: what cannot be read is reported, and reading goes on behind the next `---`.
pub fn parse(file: FileId, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut documents = Vec::new();
    let mut findings = Vec::new();
    let options = granit_parser::options! { emit_comments: false };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut stack: Vec<Frame> = Vec::new();
    let mut anchors: rustc_hash::FxHashMap<usize, Node> = rustc_hash::FxHashMap::default();
    let mut start = 0usize;
    loop {
        let (event, span) = match parser.next_event() {
            None => break,
            Some(Ok(pair)) => pair,
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
                findings.push(
                    Diagnostic::new(Code::InvalidYaml, error.info().to_string()).at(Span::new(
                        file,
                        at,
                        at + 1,
                    )),
                );
                stack.clear();
                match parser.proceed_next_document() {
                    Ok(true) => continue,
                    _ => break,
                }
            }
        };
        let range = span.byte_range().unwrap_or(0..0);
        let place = Span::new(file, range.start, range.end);
        let (node, anchor) = match event {
            Event::DocumentStart(..) => {
                start = range.end;
                anchors.clear();
                continue;
            }
            Event::Scalar(value, style, anchor, _) => {
                let value = if style == ScalarStyle::Plain {
                    scalar::resolve(&value).value
                } else {
                    Value::String(value.as_ref().into())
                };
                (Node::new(value, Origin::written(place)), anchor)
            }
            Event::Alias(id) => (
                anchors
                    .get(&id)
                    .cloned()
                    .unwrap_or_else(|| Node::new(Value::Null, Origin::written(place))),
                0,
            ),
            Event::SequenceStart(_, anchor, tag) => {
                let join = match tag.as_ref().map(|tag| tag.suffix()) {
                    Some("append") => Join::Append,
                    Some("prepend") => Join::Prepend,
                    _ => Join::Replace,
                };
                stack.push(Frame::List(Vec::new(), place, join, anchor));
                continue;
            }
            Event::MappingStart(_, anchor, _) => {
                stack.push(Frame::Map(Mapping::new(), None, place, anchor));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(Frame::List(items, begun, join, anchor)) => {
                    let end = items
                        .last()
                        .and_then(Node::span)
                        .map_or(begun, |last| begun.to(last));
                    let mut node = Node::new(items, Origin::written(end.to(place)));
                    node.join = join;
                    (node, anchor)
                }
                Some(Frame::Map(map, _, begun, anchor)) => {
                    let whole = map
                        .iter()
                        .last()
                        .and_then(|entry| entry.value.span())
                        .map_or(begun, |last| begun.to(last));
                    (Node::new(map, Origin::written(whole)), anchor)
                }
                None => continue,
            },
            _ => continue,
        };
        if anchor != 0 {
            anchors.insert(anchor, node.clone());
        }
        match stack.last_mut() {
            None => {
                let end = node.span().map_or(range.end, |span| span.end as usize);
                documents.push(Document {
                    root: node,
                    span: Span::new(file, start, end),
                });
            }
            Some(Frame::List(items, ..)) => items.push(node),
            Some(Frame::Map(map, key, ..)) => match key.take() {
                None => {
                    let name: EcoString = node.to_text().unwrap_or_default();
                    *key = Some(Key {
                        name,
                        span: node.span(),
                    });
                }
                Some(key) => {
                    if map.contains(&key.name) {
                        findings.push(
                            Diagnostic::new(
                                Code::InvalidYaml,
                                format!("duplicate key `{}`", key.name),
                            )
                            .at(key.span),
                        );
                    }
                    map.insert_entry(Entry { key, value: node });
                }
            },
        }
    }
    (documents, findings)
}
