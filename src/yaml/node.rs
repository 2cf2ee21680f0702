//! The value that flows through every stage: a YAML tree whose every node knows its origin.

use std::sync::Arc;

use ecow::EcoString;
use thin_vec::ThinVec;

use super::mapping::Mapping;
use super::origin::{NamedDefault, Origin, Past, Step};
use super::parse::go_yaml_v3;
use crate::text::{Sources, Span};

/// How a higher layer's list joins the list below: the tags `!append` and `!prepend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Join {
    /// It replaces the list below.
    #[default]
    Replace,
    /// It is put behind the list below.
    Append,
    /// It is put before the list below.
    Prepend,
}

/// How a scalar is written, as far as it decides what kustomize makes of the value that a patch puts in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// Nobody wrote it, or it is no scalar.
    #[default]
    Unknown,
    /// Without quotes.
    Plain,
    /// In quotes, or as a block.
    Quoted,
    /// A null of which nothing is to be seen: `key:`.
    Absent,
    /// A text that kustomize put where nothing was, without quotes. What it means is not decided yet.
    Bare,
    /// Without quotes, and put by kustomize where something was. A text that takes its place is [bare](Style::Bare).
    Untyped,
}

impl Style {
    /// Returns how a scalar counts as written that takes the place of one written so.
    pub fn of_next(self) -> Self {
        match self {
            Style::Bare => Style::Unknown,
            Style::Untyped => Style::Plain,
            kept => kept,
        }
    }
}

/// One node: a value and where it comes from.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// For sequences of a spec: how it joins the layer below.
    pub join: Join,
    /// For scalars: how it is written.
    pub style: Style,
    /// For scalars of kustomizations: those of one object that have the same number are one and the same. 0 is none.
    pub shared: u32,
}

/// The items of a list. Of their number, only the items themselves take room.
pub type List = ThinVec<Node>;

/// What a node holds, resolved as Kubernetes resolves it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 64 bits with a sign.
    Int(i64),
    /// An integer above [`i64::MAX`].
    UInt(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(EcoString),
    /// A list.
    Sequence(List),
    /// A map; it keeps the order in which keys were added.
    Mapping(Mapping),
}

impl Value {
    /// Returns what a plain scalar is to kustomize, which prints points in time in the form of JSON.
    pub fn of_go_yaml_v3(text: &str) -> Self {
        go_yaml_v3::value_of(text)
    }

    /// Returns the word for the type in messages: `a string`, `an integer`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::UInt(_) => "an integer",
            Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a map",
        }
    }
}

/// Two nodes are equal when their values are; where they come from does not matter.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// Returns a node.
    pub fn new(value: impl Into<Value>, origin: Origin) -> Self {
        Node {
            value: value.into(),
            origin,
            join: Join::Replace,
            style: Style::Unknown,
            shared: 0,
        }
    }

    /// Returns a node that a default sets.
    pub fn literal(value: impl Into<Value>, default: &'static NamedDefault) -> Self {
        Node::new(value, Origin::default(default))
    }

    /// Returns a value that `rule` computed from this one: it keeps the place of this one.
    pub fn derive(&self, value: impl Into<Value>, rule: &'static NamedDefault) -> Self {
        Node::new(value, self.origin.derived(rule))
    }

    /// Returns another value at the same origin.
    pub fn with(&self, value: impl Into<Value>) -> Self {
        Node::new(value, self.origin.clone())
    }

    /// Returns the place in the user's files, if it has one.
    pub fn span(&self) -> Option<Span> {
        self.origin.span
    }

    /// Returns the place of the first key of a map, since the place of all of it would fill the screen; of anything else,
    /// its own.
    pub fn head(&self) -> Option<Span> {
        let first = self.as_map().and_then(|map| map.iter().next());
        first.and_then(|entry| entry.key.span).or(self.span())
    }

    /// Returns whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns an integer.
    pub fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }

    /// Returns a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// Returns the map.
    pub fn as_map(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the map, to change it.
    pub fn as_map_mut(&mut self) -> Option<&mut Mapping> {
        match &mut self.value {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the list, to change it.
    pub fn as_list_mut(&mut self) -> Option<&mut List> {
        match &mut self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Returns a scalar as text: `8080`, `true`, `a`. Lists, maps and null have none.
    pub fn to_text(&self) -> Option<EcoString> {
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(truth) => Some(if *truth {
                "true".into()
            } else {
                "false".into()
            }),
            Value::Int(number) => Some(ecow::eco_format!("{number}")),
            Value::UInt(number) => Some(ecow::eco_format!("{number}")),
            Value::Float(number) => Some(ecow::eco_format!("{number}")),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// Returns a scalar as it is written in its file, `1.10`; one that was not read from a file as [`Node::to_text`] has it.
    pub fn raw_text(&self, sources: &Sources) -> Option<EcoString> {
        let span = match self.value {
            Value::Sequence(_) | Value::Mapping(_) => return None,
            _ => self.origin.span,
        };
        let source = span.map(|span| sources.get(span.file));
        let written = source
            .as_ref()
            .zip(span)
            .and_then(|(source, span)| source.text.get(span.range()))
            .filter(|written| go_yaml_v3::is_written(written, &self.value));
        written.map(EcoString::from).or_else(|| self.to_text())
    }

    /// Returns the value of a key of a map, `null`s included.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Returns the value of a key of a map, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_map_mut()?.get_mut(key)
    }

    /// Returns the value of a key that is present and not `null`.
    pub fn value_of(&self, key: &str) -> Option<&Node> {
        self.get(key).filter(|node| !node.is_null())
    }

    /// Returns the value of a key that is a text, and not the empty one.
    pub fn text_of(&self, key: &str) -> Option<&Node> {
        let node = self.value_of(key)?;
        node.as_str().filter(|text| !text.is_empty()).map(|_| node)
    }

    /// Follows keys, `spec.template.metadata`, while each is present and not `null`.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.value_of(key))
    }

    /// Returns whether somebody wrote `key: null`, which removes a default.
    pub fn is_off(&self, key: &str) -> bool {
        self.get(key).is_some_and(Node::is_null)
    }

    /// Returns what the spec says of `key`, or the default where it says nothing, or nothing where it says `null`.
    pub fn or_default(
        &self,
        key: &str,
        value: impl Into<Value>,
        default: &'static NamedDefault,
    ) -> Option<Node> {
        match self.get(key) {
            None => Some(Node::literal(value, default)),
            Some(node) if node.is_null() => None,
            Some(node) => Some(node.clone()),
        }
    }

    /// Takes the place of `below`, and remembers it.
    #[must_use]
    pub fn replacing(mut self, below: &Node, step: Step) -> Self {
        self.origin.past = Some(Arc::new(Past {
            origin: below.origin.clone(),
            value: below.brief(),
        }));
        self.origin.step = step;
        self
    }

    /// Returns the value in at most some forty characters, for chains and labels.
    pub fn brief(&self) -> EcoString {
        match &self.value {
            Value::Null => "null".into(),
            Value::Sequence(items) => ecow::eco_format!("[{} items]", items.len()),
            Value::Mapping(map) => ecow::eco_format!("{{{} keys}}", map.len()),
            Value::String(text) if text.chars().count() > 40 => {
                let start: String = text.chars().take(37).collect();
                ecow::eco_format!("{:?}…", start)
            }
            Value::String(text) => ecow::eco_format!("{text:?}"),
            _ => self.to_text().unwrap_or_default(),
        }
    }

    /// Calls `visit` with every scalar and empty collection below, and its JSON pointer.
    pub fn leaves<'n>(&'n self, visit: &mut dyn FnMut(&str, &'n Node)) {
        fn walk<'n>(node: &'n Node, path: &mut String, visit: &mut dyn FnMut(&str, &'n Node)) {
            let length = path.len();
            match &node.value {
                Value::Sequence(items) if !items.is_empty() => {
                    for (index, item) in items.iter().enumerate() {
                        path.push('/');
                        path.push_str(&index.to_string());
                        walk(item, path, visit);
                        path.truncate(length);
                    }
                }
                Value::Mapping(map) if !map.is_empty() => {
                    for entry in map {
                        path.push('/');
                        path.push_str(&entry.key.name.replace("~", "~0").replace("/", "~1"));
                        walk(&entry.value, path, visit);
                        path.truncate(length);
                    }
                }
                _ => visit(path, node),
            }
        }
        walk(self, &mut String::new(), visit);
    }
}

/// The key of an entry: its text and, where it was read from a file, its place.
#[derive(Clone, Debug)]
pub struct Key {
    /// The text.
    pub name: EcoString,
    /// The place.
    pub span: Option<Span>,
}

/// One entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}
