//! JSON pointers (RFC 6901) into nodes, and how far a pointer exists.

use super::Failure;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::patch::change::source_of;
use crate::text::Span;
use crate::yaml::path::{escape, index};
use crate::yaml::{Mapping, Node, Value};

/// A pointer and where it is written.
#[derive(Debug)]
pub(super) struct Pointer<'n> {
    /// Its parts, unescaped.
    pub(super) parts: Vec<std::borrow::Cow<'n, str>>,
    /// Its place.
    pub(super) span: Option<Span>,
}

/// A place that can be filled.
pub(super) enum Slot<'n, 'p> {
    /// The whole node.
    Root(&'n mut Node),
    /// An entry of a map, which may not be there yet.
    Entry(&'n mut Mapping, &'p str),
    /// A place in a list, at most behind its end.
    Element(&'n mut Vec<Node>, usize),
}

/// A pointer that leads nowhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing {
    /// How many of its parts exist.
    exists: usize,
}

impl Missing {
    /// Not even the first part exists.
    pub(super) fn root() -> Self {
        Missing { exists: 0 }
    }

    /// Returns the finding: what exists, what does not, and what could be meant.
    pub(super) fn report(self, root: &Node, path: &Pointer<'_>) -> Failure {
        let known = Pointer {
            parts: path.parts[..self.exists].to_vec(),
            span: path.span,
        };
        let deepest = known.get(root).unwrap_or(root);
        let part = path.parts.get(self.exists).map_or("", |part| part.as_ref());
        let place = match self.exists {
            0 => "the object".to_owned(),
            _ => format!("`{known}`"),
        };
        let (message, help) = match &deepest.value {
            Value::Mapping(map) => (
                format!("`{path}` does not exist: {place} has no key `{part}`"),
                did_you_mean(part, map.keys())
                    .map(|meant| format!("did you mean `{known}/{}`?", escape(meant))),
            ),
            Value::Sequence(items) => (
                format!(
                    "`{path}` does not exist: {place} is a list of {}, without an element `{part}`",
                    items.len()
                ),
                None,
            ),
            other => (
                format!(
                    "`{path}` does not exist: {place} is {}, not a map or a list",
                    other.type_name()
                ),
                None,
            ),
        };
        Box::new(
            Diagnostic::new(Code::JsonPatchFailed, message)
                .at(path.span)
                .related(deepest.span(), source_of(&deepest.origin))
                .pointer(path.to_string())
                .maybe_help(help),
        )
    }
}

impl<'n> Pointer<'n> {
    /// Reads the field of an operation that holds a pointer.
    pub(super) fn read(operation: &'n Node, field: &str) -> Result<Self, Failure> {
        let text = super::word(operation, field)?;
        let span = operation.get(field).and_then(Node::span);
        if text.is_empty() {
            return Ok(Pointer {
                parts: Vec::new(),
                span,
            });
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(Box::new(
                Diagnostic::new(
                    Code::InvalidPatch,
                    format!("expected a JSON pointer, which begins with `/`, found `{text}`"),
                )
                .at(span)
                .help(format!("write `/{}`", text.replace('.', "/"))),
            ));
        };
        let unescape = |part: &'n str| {
            if part.contains('~') {
                part.replace("~1", "/").replace("~0", "~").into()
            } else {
                part.into()
            }
        };
        Ok(Pointer {
            parts: rest.split('/').map(unescape).collect(),
            span,
        })
    }

    /// Returns the node it leads to.
    pub(super) fn get<'r>(&self, root: &'r Node) -> Result<&'r Node, Missing> {
        let mut node = root;
        for (exists, part) in self.parts.iter().enumerate() {
            let next = match &node.value {
                Value::Mapping(map) => map.get(part),
                Value::Sequence(items) => index(part).and_then(|at| items.get(at)),
                _ => None,
            };
            node = next.ok_or(Missing { exists })?;
        }
        Ok(node)
    }

    /// Returns the node it leads to, to change it.
    pub(super) fn get_mut<'r>(&self, root: &'r mut Node) -> Result<&'r mut Node, Missing> {
        follow(root, &self.parts)
    }

    /// Returns the node that holds the one it leads to; the root holds itself.
    pub(super) fn parent<'r>(&self, root: &'r Node) -> Result<&'r Node, Missing> {
        Pointer {
            parts: self.parts[..self.parts.len().saturating_sub(1)].to_vec(),
            span: self.span,
        }
        .get(root)
    }

    /// Returns the place it names, whether or not it is filled.
    pub(super) fn slot<'r, 'p>(&'p self, root: &'r mut Node) -> Result<Slot<'r, 'p>, Missing> {
        let Some((last, above)) = self.parts.split_last() else {
            return Ok(Slot::Root(root));
        };
        let missing = Missing {
            exists: above.len(),
        };
        match &mut follow(root, above)?.value {
            Value::Mapping(map) => Ok(Slot::Entry(map, last)),
            Value::Sequence(items) => {
                let at = if last == "-" {
                    Some(items.len())
                } else {
                    index(last).filter(|at| *at <= items.len())
                };
                match at {
                    Some(at) => Ok(Slot::Element(items, at)),
                    None => Err(missing),
                }
            }
            _ => Err(missing),
        }
    }

    /// Returns whether it leads into what `other` leads to.
    pub(super) fn is_below(&self, other: &Pointer<'_>) -> bool {
        self.parts.len() > other.parts.len() && self.parts.starts_with(&other.parts)
    }
}

fn follow<'r>(
    root: &'r mut Node,
    parts: &[std::borrow::Cow<'_, str>],
) -> Result<&'r mut Node, Missing> {
    let mut node = root;
    for (exists, part) in parts.iter().enumerate() {
        let next = match &mut node.value {
            Value::Mapping(map) => map.get_mut(part),
            Value::Sequence(items) => index(part).and_then(|at| items.get_mut(at)),
            _ => None,
        };
        node = next.ok_or(Missing { exists })?;
    }
    Ok(node)
}

impl std::fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts
            .iter()
            .try_for_each(|part| write!(f, "/{}", escape(part)))
    }
}
