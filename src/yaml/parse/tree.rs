//! Events to nodes.

mod aliases;
mod calls;
mod collection_tags;
mod keys;

use std::ops::Range;

use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};
use rustc_hash::FxHashMap;
use thin_vec::{ThinVec, thin_vec};

use super::tags::{self, Says};
use super::wording::{
    collection_as_key, duplicate, key_of_two_lines, too_deep, two_readings, unknown_anchor,
};
use super::{Findings, MAX_DEPTH, Meaning, go_yaml_v3, syntax};
use crate::diag::{Code, Diagnostic, Severity};
use crate::text::{FileId, Span};
use crate::yaml::mapping::Mapping;
use crate::yaml::node::{Entry, Join, Key, Node, Style, Value};
use crate::yaml::origin::Origin;
use crate::yaml::scalar::{self, Other, Reading};

/// The document cannot be read any further; why is reported.
pub(super) struct Abandoned;

/// Builds the nodes of one document after the other. It needs no recursion.
pub(super) struct Tree<'t> {
    file: FileId,
    text: &'t str,
    open: Vec<Open>,
    /// The items and entries of all open collections, one behind the other: each collection is allocated once, when its
    /// size is known.
    items: ThinVec<Node>,
    entries: ThinVec<Entry>,
    anchors: FxHashMap<usize, Anchored>,
    root: Option<Node>,
    merge_keys: Vec<Span>,
    odd_keys: Vec<Diagnostic>,
    /// What the aliases of this document added, in the measure of [`MAX_EXPANSION`].
    expanded: usize,
    /// The nodes of the whole text, and the most there may be.
    nodes: usize,
    max_nodes: usize,
    /// Whether the text has a tab anywhere.
    pub(super) has_tabs: bool,
    meaning: Meaning,
}

/// So many collections and items are open at once in most objects.
const DEEP: usize = 16;

/// So many entries are.
const WIDE: usize = 32;

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
    pub(super) fn new(file: FileId, text: &'t str, max_nodes: usize, meaning: Meaning) -> Self {
        Tree {
            file,
            text,
            open: Vec::with_capacity(DEEP),
            items: ThinVec::with_capacity(DEEP),
            entries: ThinVec::with_capacity(WIDE),
            anchors: FxHashMap::default(),
            root: None,
            merge_keys: Vec::new(),
            odd_keys: Vec::new(),
            expanded: 0,
            nodes: 0,
            max_nodes,
            has_tabs: false,
            meaning,
        }
    }

    /// Returns the number of nodes so far.
    pub(super) fn nodes(&self) -> usize {
        self.nodes
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
        self.odd_keys.clear();
        self.expanded = 0;
    }

    pub(super) fn take_root(&mut self) -> Option<(Node, Vec<Span>, Vec<Diagnostic>)> {
        let merge_keys = std::mem::take(&mut self.merge_keys);
        let odd_keys = std::mem::take(&mut self.odd_keys);
        Some((self.root.take()?, merge_keys, odd_keys))
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

    #[inline]
    fn count(&mut self, nodes: usize, at: usize, findings: &mut Findings) -> Result<(), Abandoned> {
        self.nodes += nodes;
        match self.nodes <= self.max_nodes {
            true => Ok(()),
            false => self.too_many(nodes, at, findings),
        }
    }

    #[cold]
    fn too_many(&self, nodes: usize, at: usize, findings: &mut Findings) -> Result<(), Abandoned> {
        if self.nodes - nodes <= self.max_nodes {
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
        let is_v3 = self.meaning == Meaning::GoYamlV3;
        let text: &str = &match style {
            ScalarStyle::Folded if is_v3 => go_yaml_v3::refolded(text),
            _ => text.into(),
        };
        if is_v3
            && plain
            && self.is_in_brackets()
            && let Some(finding) = go_yaml_v3::plain_in_brackets(span, self.text)
        {
            findings.push(finding);
        }
        if style == ScalarStyle::DoubleQuoted {
            let refused = syntax::escape_of_json_only(span, self.text)
                .or_else(|| is_v3.then(|| go_yaml_v3::refused_in_quotes(text, span, self.text))?);
            if let Some(finding) = refused {
                findings.push(finding);
            }
        }
        let is_key = self.wants_key();
        if is_key
            && self.is_in_brackets()
            && let Some(finding) = key_of_two_lines(span, self.text)
        {
            findings.push(finding);
            self.set_key(PendingKey::Refused, at.end);
            return Ok(());
        }
        if is_key
            && plain
            && text == "<<"
            && tag.is_none_or(
                |(tag, _)| matches!(tags::says(tag), Says::Yaml(name) if name == "merge"),
            )
        {
            self.set_key(PendingKey::Merge(span), at.end);
            return Ok(());
        }
        let mut reading = match tag {
            // kustomize prints what it read and reads that again: of nothing in brackets an empty text becomes.
            None if is_v3 && text.is_empty() && !is_key && self.is_in_brackets() => {
                Reading::of("".into())
            }
            None if plain && is_v3 => go_yaml_v3::resolve(text),
            None if plain && is_key => keys::plain(text),
            None if plain => scalar::resolve(text),
            None => Reading::of(text.into()),
            Some((tag, tag_at)) => tags::reading(tag, tag_at, text, span, plain, findings),
        };
        if is_v3 && !is_key {
            reading = go_yaml_v3::settle(reading, text);
        }
        let is_v2 = self.meaning == Meaning::GoYamlV2;
        if is_v2 && let Some(Other::Bool(truth)) = reading.other {
            reading = Reading::of(Value::Bool(truth));
        }
        if let Some(other) = reading.other
            && !(is_v3 && is_key)
            && !is_v2
        {
            findings.push(two_readings(text, &reading.value, other, is_key, span));
        }
        if is_key {
            let key = self.key(text, reading, span, findings);
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
        let rest = &content[length..];
        let last = text.strip_suffix('\n').unwrap_or_default();
        let ends_in_content = length > 0 && !rest.contains(['\n', '\r']);
        // Blanks count as content where there are more of them than the indentation has.
        let of_blanks = |text: &str| {
            let line = text.rsplit('\n').next().unwrap_or_default();
            let is_blank = line.bytes().all(|byte| byte == b' ');
            if is_blank { line.len() } else { 0 }
        };
        let ends_in_blanks = of_blanks(last) > 0 && of_blanks(rest) > of_blanks(last);
        let text = match at.end == self.text.len() && (ends_in_content || ends_in_blanks) {
            true if !last.is_empty() => last,
            _ => text,
        };
        (text, at.start..at.start + length)
    }

    /// Reports a tab between an indicator, or the beginning of the line, and a node that begins at `at`: go-yaml
    /// takes no tab there.
    fn check_tab(&self, at: usize, findings: &mut Findings) {
        if !self.has_tabs || self.is_in_brackets() {
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

    fn is_in_brackets(&self) -> bool {
        self.open.last().is_some_and(|open| open.flow)
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
        let meaning = self.meaning;
        let value = match open.collection {
            Collection::Sequence(first) => Value::Sequence(self.items.split_off(first)),
            Collection::Mapping { first, merge, .. } => {
                let mut entries = self.entries.split_off(first);
                // The last entry of a key counts there, so the last is read first.
                let last_counts = meaning == Meaning::GoYamlV2;
                if last_counts {
                    entries.reverse();
                }
                let mut map = Mapping::of_first(entries, |first, second| {
                    let (first, second) = if last_counts {
                        (second, first)
                    } else {
                        (first, second)
                    };
                    if let (Some(first), Some(again)) = (first.span, second.span) {
                        let finding = duplicate(&second.name, first, again);
                        findings.push(match meaning {
                            Meaning::Common => finding,
                            Meaning::GoYamlV2 => Diagnostic {
                                severity: Severity::Warning,
                                ..finding
                            }
                            .note("kustomize takes the last one without a word"),
                            Meaning::GoYamlV3 => finding.note(format!(
                                "kustomize: mapping key \"{}\" already defined",
                                second.name
                            )),
                        });
                    }
                });
                if last_counts {
                    map.reverse();
                }
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
            _ => thin_vec![merge],
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
}

/// One for the node, and one for every 32 bytes of its text: a long string is as dear to write as many short ones.
fn weigh(node: &Node) -> Measure {
    let text = node.as_str().map_or(0, str::len);
    Measure {
        weight: 1 + text / 32,
        height: 0,
    }
}
