//! Events to nodes.

mod aliases;

use std::ops::Range;

use ecow::EcoString;
use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};
use rustc_hash::FxHashMap;

use super::tags::{self, Meaning};
use super::wording::{
    collection_as_key, duplicate, join_without_list, mismatch, too_deep, two_readings,
    unknown_anchor,
};
use super::{Findings, MAX_DEPTH, syntax};
use crate::diag::{Code, Diagnostic};
use crate::text::{FileId, Span};
use crate::yaml::node::{Entry, Join, Key, Mapping, Node, Style, Value};
use crate::yaml::origin::Origin;
use crate::yaml::scalar::{self, Reading};

/// The document cannot be read any further; why is reported.
pub(super) struct Abandoned;

/// Builds the nodes of one document after the other. It needs no recursion.
pub(super) struct Tree<'t> {
    file: FileId,
    text: &'t str,
    open: Vec<Open>,
    /// The items and entries of all open collections, one behind the other: each collection is allocated once, when its
    /// size is known.
    items: Vec<Node>,
    entries: Vec<Entry>,
    anchors: FxHashMap<usize, Anchored>,
    root: Option<Node>,
    merge_keys: Vec<Span>,
    /// What the aliases of this document added, in the measure of [`MAX_EXPANSION`].
    expanded: usize,
    /// The nodes of the whole text, and the most there may be.
    nodes: usize,
    max_nodes: usize,
    has_tabs: bool,
}

/// A collection whose end has not come yet.
struct Open {
    collection: Collection,
    start: usize,
    /// The end of the last thing in it.
    end: usize,
    flow: bool,
    anchor: usize,
    join: Join,
    measure: Measure,
}

enum Collection {
    /// Its items begin here.
    Sequence(usize),
    Mapping {
        /// Its entries begin here.
        first: usize,
        key: Option<PendingKey>,
        merge: Option<(Span, Node)>,
    },
}

/// A key that waits for its value.
enum PendingKey {
    Name(Key),
    Merge(Span),
    /// It is reported already; the value goes with it.
    Refused,
}

struct Anchored {
    node: Node,
    measure: Measure,
}

/// The size of a node with everything below it.
#[derive(Clone, Copy, Default)]
struct Measure {
    weight: usize,
    height: usize,
}

impl<'t> Tree<'t> {
    pub(super) fn new(file: FileId, text: &'t str, max_nodes: usize) -> Self {
        Tree {
            file,
            text,
            open: Vec::new(),
            items: Vec::new(),
            entries: Vec::new(),
            anchors: FxHashMap::default(),
            root: None,
            merge_keys: Vec::new(),
            expanded: 0,
            nodes: 0,
            max_nodes,
            has_tabs: text.contains('\t'),
        }
    }

    pub(super) fn file(&self) -> FileId {
        self.file
    }

    pub(super) fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    /// Returns where the innermost collection begins, if that has brackets.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        let open = self.open.last()?;
        open.flow.then_some(open.start)
    }

    /// Forgets what there is of the document before.
    pub(super) fn start_document(&mut self) {
        self.open.clear();
        self.items.clear();
        self.entries.clear();
        self.anchors.clear();
        self.root = None;
        self.merge_keys.clear();
        self.expanded = 0;
    }

    pub(super) fn take_root(&mut self) -> Option<(Node, Vec<Span>)> {
        let merge_keys = std::mem::take(&mut self.merge_keys);
        Some((self.root.take()?, merge_keys))
    }

    pub(super) fn event(
        &mut self,
        event: Event<'_>,
        span: &granit_parser::Span,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let at = span.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag_at = self.tag_span(span);
                self.scalar(
                    &text,
                    style,
                    at,
                    anchor,
                    tag.as_deref().zip(tag_at),
                    findings,
                )
            }
            Event::SequenceStart(style, anchor, tag) => {
                let join = self.list_tag(tag.as_deref(), span, findings);
                let items = Collection::Sequence(self.items.len());
                self.open(items, style, anchor, join, at, findings)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.map_tag(tag.as_deref(), span, findings);
                let map = Collection::Mapping {
                    first: self.entries.len(),
                    key: None,
                    merge: None,
                };
                self.open(map, style, anchor, Join::Replace, at, findings)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(at.end, findings),
            Event::Alias(id) => self.alias(id, at, findings),
            Event::Anchor(_, name) => {
                let is_name =
                    |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                if !name.bytes().all(is_name) {
                    findings.push(syntax::anchor_name(self.span(at)));
                }
                Ok(())
            }
            Event::UnresolvedAlias(name) => {
                findings.push(unknown_anchor(&name, self.span(at.clone()), self.text));
                let node = Node::new(Value::Null, Origin::written(self.span(at.clone())));
                self.place(node, at, Measure::default(), findings);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn tag_span(&self, span: &granit_parser::Span) -> Option<Span> {
        let bytes = span.tag_span()?.byte_range()?;
        Some(self.span(bytes))
    }

    fn count(&mut self, nodes: usize, at: usize, findings: &mut Findings) -> Result<(), Abandoned> {
        let before = self.nodes;
        self.nodes += nodes;
        if self.nodes <= self.max_nodes {
            return Ok(());
        }
        if before <= self.max_nodes {
            findings.push(
                Diagnostic::new(
                    Code::TooManyNodes,
                    format!("the file holds more than {} values", self.max_nodes),
                )
                .at(Span::new(self.file, at, at))
                .help("split the file"),
            );
        }
        Err(Abandoned)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        at: Range<usize>,
        anchor: usize,
        tag: Option<(&Tag, Span)>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        self.count(1, at.start, findings)?;
        let plain = style == ScalarStyle::Plain;
        // A value that is not there comes as `~` without a place.
        let text = if plain && at.is_empty() { "" } else { text };
        let (text, at) = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.block(text, at),
            _ => (text, at),
        };
        self.check_tab(at.start, findings);
        let span = self.span(at.clone());
        if style == ScalarStyle::DoubleQuoted
            && let Some(finding) = syntax::escape_of_json_only(span, self.text)
        {
            findings.push(finding);
        }
        let is_key = self.wants_key();
        if is_key
            && plain
            && text == "<<"
            && tag.is_none_or(
                |(tag, _)| matches!(tags::meaning(tag), Meaning::Yaml(name) if name == "merge"),
            )
        {
            self.set_key(PendingKey::Merge(span), at.end);
            return Ok(());
        }
        let mut reading = match tag {
            None if plain => scalar::resolve(text),
            None => Reading {
                value: text.into(),
                other: None,
            },
            Some((tag, tag_at)) => tagged(tag, tag_at, text, span, plain, findings),
        };
        if let Some(other) = reading.other {
            findings.push(two_readings(text, &reading.value, other, is_key, span));
            reading.other = None;
        }
        if is_key {
            let key = self.key(text, reading.value, span, findings);
            if anchor != 0
                && let PendingKey::Name(key) = &key
            {
                let node = Node::new(key.name.clone(), Origin::written(span));
                self.anchor(anchor, &node, weigh(&node), at.start, findings)?;
            }
            self.set_key(key, at.end);
            return Ok(());
        }
        let mut node = Node::new(reading.value, Origin::written(span));
        node.style = match (plain, text) {
            (true, "") => Style::Absent,
            (true, _) => Style::Plain,
            (false, _) => Style::Quoted,
        };
        let measure = weigh(&node);
        if anchor != 0 {
            self.anchor(anchor, &node, measure, at.start, findings)?;
        }
        self.place(node, at, measure, findings);
        Ok(())
    }

    /// Returns the text and place of a block scalar. Its place ends with its last line that is not empty, and where the
    /// file ends in that line, without a newline, go-yaml's text has none either.
    fn block<'s>(&self, text: &'s str, at: Range<usize>) -> (&'s str, Range<usize>) {
        let content = self.text.get(at.clone()).unwrap_or_default();
        let length = content.trim_end_matches(['\n', '\r', ' ']).len();
        let ends_open = at.end == self.text.len() && !content[length..].contains('\n');
        let text = match text.strip_suffix('\n') {
            Some(text) if ends_open && length > 0 => text,
            _ => text,
        };
        (text, at.start..at.start + length)
    }

    /// Reports a tab between an indicator, or the beginning of the line, and a node that begins at `at`: go-yaml
    /// takes no tab there.
    fn check_tab(&self, at: usize, findings: &mut Findings) {
        if !self.has_tabs || self.open.last().is_some_and(|open| open.flow) {
            return;
        }
        let before = &self.text[..at];
        let blanks = before.trim_end_matches([' ', '\t']);
        let Some(tab) = before[blanks.len()..].find('\t') else {
            return;
        };
        let outside = blanks.strip_suffix(['-', '?']).unwrap_or(blanks);
        let is_indicator = outside.len() < blanks.len() && outside.ends_with([' ', '\t', '\n']);
        if is_indicator || outside.is_empty() || blanks.ends_with('\n') {
            findings.push(syntax::tab_at(
                self.span(blanks.len() + tab..blanks.len() + tab + 1),
            ));
        }
    }

    /// Turns a scalar into the text of a key, as `sigs.k8s.io/yaml` does.
    fn key(&self, written: &str, value: Value, span: Span, findings: &mut Findings) -> PendingKey {
        let name: EcoString = match value {
            Value::String(name) => name,
            Value::Null => {
                findings.push(
                    Diagnostic::new(Code::InvalidKey, "expected a key, found null")
                        .at(span)
                        .help(match written {
                            "" => "write the key before the `:`".to_owned(),
                            _ => format!("if it is a string, quote it: `\"{written}\":`"),
                        }),
                );
                return PendingKey::Refused;
            }
            Value::Bool(truth) => if truth { "true" } else { "false" }.into(),
            Value::Int(number) => ecow::eco_format!("{number}"),
            Value::UInt(number) => ecow::eco_format!("{number}"),
            Value::Float(number) => crate::yaml::emit::float(number).into(),
            Value::Sequence(_) | Value::Mapping(_) => return PendingKey::Refused,
        };
        if name != written && scalar::is_ambiguous(written) && !written.is_empty() {
            findings.push(
                Diagnostic::new(
                    Code::AmbiguousScalar,
                    format!("the key `{written}` is read as `{name}`"),
                )
                .at(span)
                .help(format!("quote it: `\"{written}\":`")),
            );
        }
        PendingKey::Name(Key {
            name,
            span: Some(span),
        })
    }

    fn wants_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                collection: Collection::Mapping { key: None, .. },
                ..
            })
        )
    }

    fn set_key(&mut self, pending: PendingKey, end: usize) {
        if let Some(open) = self.open.last_mut() {
            open.end = end;
            if let Collection::Mapping { key, .. } = &mut open.collection {
                *key = Some(pending);
            }
        }
    }

    fn open(
        &mut self,
        collection: Collection,
        style: StructureStyle,
        anchor: usize,
        join: Join,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        self.count(1, at.start, findings)?;
        if self.open.len() == MAX_DEPTH {
            findings.push(too_deep(self.span(at.start..at.start + 1)));
            return Err(Abandoned);
        }
        let flow = style == StructureStyle::Flow;
        let start = match collection {
            Collection::Sequence(_) if !flow => self.dash(at.start),
            _ => at.start,
        };
        self.open.push(Open {
            collection,
            start,
            end: at.end,
            flow,
            anchor,
            join,
            measure: Measure {
                weight: 1,
                height: 0,
            },
        });
        Ok(())
    }

    /// Returns where a block list begins. One that is not indented below its key is reported behind its first `-`; the
    /// dash is in the column of that key.
    fn dash(&self, at: usize) -> usize {
        let column = |at: usize| at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let Some(around) = self.open.last() else {
            return at;
        };
        let dash = at - column(at) + column(around.start);
        if dash < at && self.text.as_bytes()[dash] == b'-' {
            dash
        } else {
            at
        }
    }

    fn close(&mut self, end: usize, findings: &mut Findings) -> Result<(), Abandoned> {
        let Some(mut open) = self.open.pop() else {
            return Ok(());
        };
        if open.flow {
            open.end = end;
        }
        open.measure.height += 1;
        let value = match open.collection {
            Collection::Sequence(first) => Value::Sequence(self.items.drain(first..).collect()),
            Collection::Mapping { first, merge, .. } => {
                let entries = self.entries.drain(first..).collect();
                let mut map = Mapping::of_first(entries, |first, second| {
                    if let (Some(first), Some(again)) = (first.span, second.span) {
                        findings.push(duplicate(&second.name, first, again));
                    }
                });
                if let Some((at, merge)) = merge {
                    self.merge(&mut map, merge, at, findings);
                }
                Value::Mapping(map)
            }
        };
        let at = open.start..open.end;
        let mut node = Node::new(value, Origin::written(self.span(at.clone())));
        node.join = open.join;
        if open.anchor != 0 {
            self.anchor(open.anchor, &node, open.measure, at.start, findings)?;
        }
        self.place(node, at, open.measure, findings);
        Ok(())
    }

    /// Puts a finished node where it belongs: into the collection around it, or at the root.
    fn place(&mut self, node: Node, at: Range<usize>, measure: Measure, findings: &mut Findings) {
        let span = Span::new(self.file, at.start, at.end);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.measure.weight += measure.weight;
        open.measure.height = open.measure.height.max(measure.height);
        open.end = open.end.max(at.end);
        match &mut open.collection {
            Collection::Sequence(_) => self.items.push(node),
            Collection::Mapping { key, merge, .. } => match key.take() {
                None => {
                    findings.push(collection_as_key(span, self.text));
                    *key = Some(PendingKey::Refused);
                }
                Some(PendingKey::Refused) => {}
                Some(PendingKey::Merge(place)) => {
                    self.merge_keys.push(place);
                    match merge {
                        Some((first, _)) => findings.push(duplicate("<<", *first, place)),
                        None => *merge = Some((place, node)),
                    }
                }
                Some(PendingKey::Name(key)) => {
                    self.entries.push(Entry { key, value: node });
                }
            },
        }
    }

    /// Adds what `<<` brings: keys that stand in the map themselves win, and of several maps the first that has a key.
    fn merge(&self, map: &mut Mapping, merge: Node, at: Span, findings: &mut Findings) {
        let sources = match merge.value {
            Value::Sequence(items) => items,
            _ => vec![merge],
        };
        for source in sources {
            let span = source.span().unwrap_or(at);
            let Value::Mapping(source) = source.value else {
                findings.push(
                    Diagnostic::new(
                        Code::InvalidMerge,
                        format!(
                            "expected a map behind `<<`, found {}",
                            source.value.type_name()
                        ),
                    )
                    .at(span)
                    .related(at, "the merge key")
                    .help("merge an alias of a map: `<<: *name`"),
                );
                continue;
            };
            for entry in source {
                if !map.contains(&entry.key.name) {
                    map.insert_entry(entry);
                }
            }
        }
    }

    fn list_tag(
        &self,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
        findings: &mut Findings,
    ) -> Join {
        let Some((tag, at)) = tag.zip(self.tag_span(span)) else {
            return Join::Replace;
        };
        match tags::meaning(tag) {
            Meaning::Join(join) => return join,
            Meaning::Yaml(name) if name == "seq" => {}
            Meaning::Yaml(name) => findings.push(mismatch(&name, "a list", at)),
            Meaning::Bare | Meaning::Other => findings.push(tags::unknown(tag, at)),
        }
        Join::Replace
    }

    fn map_tag(&self, tag: Option<&Tag>, span: &granit_parser::Span, findings: &mut Findings) {
        let Some((tag, at)) = tag.zip(self.tag_span(span)) else {
            return;
        };
        match tags::meaning(tag) {
            Meaning::Join(_) => findings.push(join_without_list("a map", at)),
            Meaning::Yaml(name) if matches!(name.as_str(), "map" | "omap" | "set") => {}
            Meaning::Yaml(name) => findings.push(mismatch(&name, "a map", at)),
            Meaning::Bare | Meaning::Other => findings.push(tags::unknown(tag, at)),
        }
    }
}

fn tagged(
    tag: &Tag,
    tag_at: Span,
    text: &str,
    at: Span,
    plain: bool,
    findings: &mut Findings,
) -> Reading {
    let string = Reading {
        value: text.into(),
        other: None,
    };
    match tags::meaning(tag) {
        Meaning::Yaml(name) => tags::scalar(&name, text).unwrap_or_else(|sentence| {
            findings.push(
                Diagnostic::new(Code::InvalidTag, sentence)
                    .at(at)
                    .related(tag_at, "the tag that asks for it")
                    .help(format!("remove `{}`", tag.original())),
            );
            string
        }),
        Meaning::Join(_) => {
            findings.push(join_without_list("a scalar", tag_at));
            string
        }
        Meaning::Bare => {
            findings.push(tags::unknown(tag, tag_at));
            if plain { scalar::resolve(text) } else { string }
        }
        Meaning::Other => {
            findings.push(tags::unknown(tag, tag_at));
            string
        }
    }
}

/// One for the node, and one for every 32 bytes of its text: a long string is as dear to write as many short ones.
fn weigh(node: &Node) -> Measure {
    let text = node.as_str().map_or(0, str::len);
    Measure {
        weight: 1 + text / 32,
        height: 0,
    }
}
