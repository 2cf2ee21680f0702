//! What every kind of patch does to a node: takes its place and remembers it.

use crate::k8s::ObjectId;
use crate::text::Span;
use crate::yaml::path::escape;
use crate::yaml::{Mapping, Node, Origin, Past, Step, Value};

/// What a patch did to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Everything it says was so before.
    Unchanged,
    /// Something changed.
    Changed,
    /// It removes the whole object: `$patch: delete` at the top.
    Removed,
}

/// A value that a patch sets although the object has it: the first one explains why a patch changes nothing.
#[derive(Clone, Debug)]
pub struct Same {
    /// Where in the object.
    pub pointer: String,
    /// Where in the patch.
    pub patch: Option<Span>,
    /// Where the object has it from.
    pub origin: Origin,
}

/// The way to a node, kept on the stack and spelled only when somebody wants to read it.
#[derive(Clone, Copy, Debug)]
pub struct Path<'p> {
    above: Option<&'p Path<'p>>,
    part: Part<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'p> {
    /// A pointer that is spelled already.
    Start(&'p str),
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The way to the node at `pointer`, which is empty for the root.
    pub fn start(pointer: &'p str) -> Self {
        Path {
            above: None,
            part: Part::Start(pointer),
        }
    }

    /// The way to an entry of the map here.
    pub fn key(&'p self, key: &'p str) -> Path<'p> {
        Path {
            above: Some(self),
            part: Part::Key(key),
        }
    }

    /// The way to an element of the list here.
    pub fn index(&'p self, index: usize) -> Path<'p> {
        Path {
            above: Some(self),
            part: Part::Index(index),
        }
    }

    /// Returns the JSON pointer.
    pub fn pointer(&self) -> String {
        let mut text = self.above.map_or_else(String::new, Path::pointer);
        match self.part {
            Part::Start(pointer) => text.push_str(pointer),
            Part::Key(key) => {
                text.push('/');
                text.push_str(&escape(key));
            }
            Part::Index(index) => {
                text.push('/');
                text.push_str(&index.to_string());
            }
        }
        text
    }
}

/// Returns a copy of a patch's value whose every node says that a patch set it.
pub(in crate::patch) fn patched(value: &Node) -> Node {
    let copy = match &value.value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(patched).collect()),
        Value::Mapping(map) => {
            let mut entries = Mapping::new();
            for entry in map {
                entries.insert_entry(crate::yaml::Entry {
                    key: entry.key.clone(),
                    value: patched(&entry.value),
                });
            }
            Value::Mapping(entries)
        }
        scalar => scalar.clone(),
    };
    shell(value, copy)
}

/// Returns a node with another value at the origin of a patch's value.
pub(in crate::patch) fn shell(value: &Node, content: impl Into<Value>) -> Node {
    let mut node = value.with(content);
    node.origin.step = Step::Patched;
    node.style = value.style;
    node
}

/// Puts `new` where `old` is. Whatever was at the same place before, leaf by leaf, is remembered.
pub(in crate::patch) fn put(old: &mut Node, mut new: Node) {
    remember(&mut new, old);
    new.shared = match old.shared {
        0 => 0,
        number => number | CHANGED,
    };
    *old = new;
}

/// The bit of the number of [shared](Node::shared) scalars that says of one that it was changed, and the others were not.
pub(in crate::patch) const CHANGED: u32 = 1 << 31;

fn remember(new: &mut Node, old: &Node) {
    match (&mut new.value, &old.value) {
        (Value::Mapping(new), Value::Mapping(old)) => {
            for (key, value) in new.values_mut() {
                if let Some(old) = old.get(&key.name) {
                    remember(value, old);
                }
            }
        }
        (Value::Sequence(new), Value::Sequence(old)) => {
            for (new, old) in new.iter_mut().zip(old) {
                remember(new, old);
            }
        }
        _ => {}
    }
    new.origin.past = Some(std::sync::Arc::new(Past {
        origin: old.origin.clone(),
        value: old.brief(),
    }));
}

/// Returns the words for where a value comes from: `set here`, or the default that sets it.
pub(in crate::patch) fn source_of(origin: &Origin) -> String {
    match (origin.span, origin.default) {
        (Some(_), _) => "set here".to_owned(),
        (None, Some(default)) => format!("set by the default `{}`", default.id),
        (None, None) => "set before".to_owned(),
    }
}

/// Returns whether the values of this object must not be printed.
pub(super) fn is_secret(id: &ObjectId) -> bool {
    id.group.is_empty() && id.kind == "Secret"
}
