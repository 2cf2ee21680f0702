//! Where an operation works: a JSON pointer and where it is written.

use super::{Failure, failed, word};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::patch::change::source_of;
use crate::text::Span;
use crate::yaml::path::{Pointer, PointerError, escape, index};
use crate::yaml::{List, Mapping, Node, Value};

/// A pointer and where it is written.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) pointer: Pointer,
    pub(super) span: Option<Span>,
}

/// A place that can be filled.
pub(super) enum Slot<'n, 'p> {
    /// The whole node.
    Root(&'n mut Node),
    /// An entry of a map, which may not be there yet.
    Entry(&'n mut Mapping, &'p str),
    /// A place in a list, at most behind its end.
    Element(&'n mut List, usize),
}

impl Place {
    /// Reads the field of an operation that holds a pointer.
    pub(super) fn read(operation: &Node, field: &str) -> Result<Self, Failure> {
        let text = word(operation, field)?;
        let span = operation.get(field).and_then(Node::span);
        let help = |error| match error {
            PointerError::Relative => format!("write `/{}`", text.replace('.', "/")),
            PointerError::Escape => "write `~0` for `~`".to_owned(),
        };
        match Pointer::parse(text) {
            Ok(pointer) => Ok(Place { pointer, span }),
            Err(error) => {
                let message = match error {
                    PointerError::Relative => {
                        format!("expected a JSON pointer, which begins with `/`, found `{text}`")
                    }
                    PointerError::Escape => format!("`{text}` is no JSON pointer: {error}"),
                };
                Err(Box::new(
                    Diagnostic::new(Code::InvalidPatch, message)
                        .at(span)
                        .help(help(error)),
                ))
            }
        }
    }

    /// Returns the node it leads to.
    pub(super) fn get<'r>(&self, root: &'r Node) -> Result<&'r Node, Failure> {
        self.pointer.find(root).ok_or_else(|| self.missing(root))
    }

    /// Returns the place it names, whether or not it is filled.
    pub(super) fn slot<'r, 'p>(&'p self, root: &'r mut Node) -> Result<Slot<'r, 'p>, Failure> {
        let Some((above, last)) = self.pointer.split_last() else {
            return Ok(Slot::Root(root));
        };
        let can_hold = above.find(root).is_some_and(|parent| match &parent.value {
            Value::Mapping(_) => true,
            Value::Sequence(items) => place_in(items, last).is_some(),
            _ => false,
        });
        if !can_hold {
            return Err(self.missing(root));
        }
        match above.find_mut(root).map(|parent| &mut parent.value) {
            Some(Value::Mapping(map)) => Ok(Slot::Entry(map, last)),
            Some(Value::Sequence(items)) => {
                let at = place_in(items, last).unwrap_or(items.len());
                Ok(Slot::Element(items, at))
            }
            _ => Err(Box::new(
                failed(format!("`{self}` does not exist")).at(self.span),
            )),
        }
    }

    /// Returns the finding that it leads nowhere: what exists, what does not, and what could be meant.
    pub(super) fn missing(&self, root: &Node) -> Failure {
        let known = self.pointer.existing(root);
        let deepest = known.find(root).unwrap_or(root);
        let exists = known.tokens().len();
        let part = self.pointer.tokens().get(exists).map_or("", |part| part);
        let place = match exists {
            0 => "the object".to_owned(),
            _ => format!("`{known}`"),
        };
        let (what, help) = match &deepest.value {
            Value::Mapping(map) => (
                format!("{place} has no key `{part}`"),
                did_you_mean(part, map.keys())
                    .map(|meant| format!("did you mean `{known}/{}`?", escape(meant))),
            ),
            Value::Sequence(items) => (
                format!(
                    "{place} is a list of {}, without an element `{part}`",
                    items.len()
                ),
                None,
            ),
            other => (
                format!("{place} is {}, not a map or a list", other.type_name()),
                None,
            ),
        };
        Box::new(
            failed(format!("`{self}` does not exist: {what}"))
                .at(self.span)
                .related(deepest.span(), source_of(&deepest.origin))
                .pointer(self.to_string())
                .maybe_help(help),
        )
    }
}

/// Returns the index that a token names, at most the one behind the end.
fn place_in(items: &[Node], token: &str) -> Option<usize> {
    if token == "-" {
        return Some(items.len());
    }
    index(token).filter(|at| *at <= items.len())
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.pointer.fmt(f)
    }
}
