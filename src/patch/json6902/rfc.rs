//! The operations as RFC 6902 has them.

use super::place::{Place, Slot};
use super::{Failure, OPERATIONS, Run, check_fields, failed, value_of, word};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::patch::change::{patched, put, source_of};
use crate::text::Span;
use crate::yaml::{Node, Origin, Past, Step, Value};

impl Run {
    pub(super) fn operation(&mut self, root: &mut Node, operation: &Node) -> Result<(), Failure> {
        let op = word(operation, "op")?;
        check_fields(operation)?;
        let path = Place::read(operation, "path")?;
        match op {
            "add" => self.add(root, &path, patched(value_of(operation)?)),
            "remove" => {
                remove(root, &path)?;
                self.changed = true;
                Ok(())
            }
            "replace" => self.replace(root, &path, patched(value_of(operation)?)),
            "move" => {
                let from = Place::read(operation, "from")?;
                if path.pointer.is_below(&from.pointer) {
                    return Err(Box::new(
                        failed(format!("`{from}` cannot be moved into itself"))
                            .at(path.span)
                            .pointer(path.to_string()),
                    ));
                }
                let moved = remove(root, &from)?;
                self.limit(&moved, &path.to_string(), path.span, false)?;
                // The same place again is no change, and everything else is one.
                self.changed |= path.pointer != from.pointer;
                insert(root, &path, carried(moved, path.span))
            }
            "copy" => {
                let from = Place::read(operation, "from")?;
                let copy = carried(from.get(root)?.clone(), path.span);
                self.limit(&copy, &path.to_string(), path.span, true)?;
                self.add(root, &path, copy)
            }
            "test" => self.test(root, &path, value_of(operation)?),
            other => Err(Box::new(
                Diagnostic::new(
                    Code::InvalidPatch,
                    format!("`{other}` is no operation of a JSON patch"),
                )
                .at(operation.get("op").and_then(Node::span))
                .maybe_help(
                    did_you_mean(other, OPERATIONS)
                        .map(|meant| format!("did you mean `{meant}`?"))
                        .or_else(|| Some(format!("use one of {}", OPERATIONS.join(", ")))),
                ),
            )),
        }
    }

    /// Sets an entry, or inserts an element before the one that is there.
    fn add(&mut self, root: &mut Node, path: &Place, value: Node) -> Result<(), Failure> {
        self.limit(&value, &path.to_string(), path.span, false)?;
        // Setting an entry to what it is changes nothing; one more element always does.
        let is_entry = path.pointer.split_last().is_none_or(|(above, _)| {
            above
                .find(root)
                .is_some_and(|parent| parent.as_map().is_some())
        });
        if is_entry && path.get(root).is_ok() {
            return self.replace(root, path, value);
        }
        self.changed = true;
        insert(root, path, value)
    }

    fn replace(&mut self, root: &mut Node, path: &Place, value: Node) -> Result<(), Failure> {
        self.limit(&value, &path.to_string(), path.span, false)?;
        path.get(root)?;
        if let Some(old) = path.pointer.find_mut(root) {
            self.set(old, value, path.pointer.to_string(), path.span);
        }
        Ok(())
    }

    fn test(&self, root: &Node, path: &Place, value: &Node) -> Result<(), Failure> {
        let found = path.get(root)?;
        if found == value {
            return Ok(());
        }
        let message = if self.masked {
            format!("the test of `{path}` failed")
        } else {
            format!(
                "the test of `{path}` failed: expected {}, found {}",
                value.brief(),
                found.brief()
            )
        };
        Err(Box::new(
            failed(message)
                .at(path.span)
                .related(found.span(), source_of(&found.origin))
                .pointer(path.to_string()),
        ))
    }
}

fn insert(root: &mut Node, path: &Place, value: Node) -> Result<(), Failure> {
    match path.slot(root)? {
        Slot::Root(node) => put(node, value),
        Slot::Entry(map, key) => match map.get_mut(key) {
            Some(old) => put(old, value),
            None => {
                map.insert(key, value);
            }
        },
        Slot::Element(list, at) => list.insert(at, value),
    }
    Ok(())
}

fn remove(root: &mut Node, path: &Place) -> Result<Node, Failure> {
    if path.pointer.tokens().is_empty() {
        return Err(Box::new(
            failed("the whole object cannot be removed by a JSON patch")
                .at(path.span)
                .help("use a strategic merge with `$patch: delete`"),
        ));
    }
    path.get(root)?;
    let removed = match path.slot(root)? {
        Slot::Entry(map, key) => map.remove(key),
        Slot::Element(list, at) if at < list.len() => Some(list.remove(at)),
        Slot::Element(..) | Slot::Root(_) => None,
    };
    removed.ok_or_else(|| path.missing(root))
}

/// A value that was moved or copied: a scalar says that the patch put it here and where it was written.
pub(super) fn carried(mut node: Node, place: Option<Span>) -> Node {
    if matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        return node;
    }
    let past = Past {
        value: node.brief(),
        origin: node.origin.clone(),
    };
    node.origin = Origin {
        span: place.or(node.origin.span),
        default: node.origin.default,
        step: Step::Patched,
        past: Some(std::sync::Arc::new(past)),
    };
    node
}
