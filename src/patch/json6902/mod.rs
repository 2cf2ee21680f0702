//! JSON Patch (RFC 6902) on nodes: `add`, `remove`, `replace`, `move`, `copy`, `test`.
//!
//! In: a node and a list of operations. Out: the node, changed, and an [`Outcome`]. An operation that fails is reported
//! with its place and how far its pointer exists, and the ones behind it are not tried: the node is then half patched,
//! and the caller must not write it. Knows nothing of environments and chooses no object.

mod pointer;
#[cfg(test)]
mod tests;

use self::pointer::{Missing, Pointer, Slot};
use super::change::{Effect, Same, patched, put, source_of};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::yaml::{Node, Origin, Past, Step, Value};

/// What a JSON patch did.
#[derive(Debug)]
pub struct Outcome {
    /// What became of the node; never [`Effect::Removed`].
    pub effect: Effect,
    /// The first value that was so before.
    pub same: Option<Same>,
    /// Operations that could not be carried out; the caller adds the object.
    pub findings: Vec<Diagnostic>,
}

/// Carries out the operations on `node`. With `masked`, messages show no values of the node: it is a Secret.
pub fn apply(node: &mut Node, operations: &Node, masked: bool) -> Outcome {
    let mut run = Run {
        masked,
        changed: false,
        same: None,
    };
    let mut findings = Vec::new();
    match operations.as_list() {
        None => findings.push(
            Diagnostic::new(
                Code::InvalidPatch,
                format!(
                    "expected a list of operations, found {}",
                    operations.value.type_name()
                ),
            )
            .at(operations.span())
            .help("write `- {op: replace, path: /spec/replicas, value: 3}`"),
        ),
        Some(list) => {
            for operation in list {
                if let Err(finding) = run.operation(node, operation) {
                    findings.push(*finding);
                    break;
                }
            }
        }
    }
    Outcome {
        effect: if run.changed {
            Effect::Changed
        } else {
            Effect::Unchanged
        },
        same: run.same,
        findings,
    }
}

const OPERATIONS: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
const FIELDS: [&str; 4] = ["op", "path", "from", "value"];

/// A finding on its way out of an operation.
type Failure = Box<Diagnostic>;

struct Run {
    masked: bool,
    changed: bool,
    same: Option<Same>,
}

impl Run {
    fn operation(&mut self, root: &mut Node, operation: &Node) -> Result<(), Failure> {
        let op = word(operation, "op")?;
        check_fields(operation)?;
        let path = Pointer::read(operation, "path")?;
        match op {
            "add" => self.add(root, &path, patched(value_of(operation)?)),
            "remove" => {
                remove(root, &path)?;
                self.changed = true;
                Ok(())
            }
            "replace" => self.replace(root, &path, patched(value_of(operation)?)),
            "move" => {
                let from = Pointer::read(operation, "from")?;
                if path.is_below(&from) {
                    return Err(Box::new(
                        failed(format!("`{from}` cannot be moved into itself"))
                            .at(path.span)
                            .pointer(path.to_string()),
                    ));
                }
                let moved = remove(root, &from)?;
                // The same place again is no change, and everything else is one.
                self.changed |= path.parts != from.parts;
                self.insert(root, &path, carried(moved, &path))
            }
            "copy" => {
                let from = Pointer::read(operation, "from")?;
                let copy = from
                    .get(root)
                    .map_err(|missing| missing.report(root, &from))?;
                let copy = carried(copy.clone(), &path);
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
    fn add(&mut self, root: &mut Node, path: &Pointer<'_>, value: Node) -> Result<(), Failure> {
        // Setting an entry to what it is changes nothing; one more element always does.
        let is_entry = path
            .parent(root)
            .is_ok_and(|parent| parent.as_map().is_some());
        if (is_entry || path.parts.is_empty()) && path.get(root).is_ok() {
            return self.replace(root, path, value);
        }
        self.changed = true;
        self.insert(root, path, value)
    }

    fn insert(&mut self, root: &mut Node, path: &Pointer<'_>, value: Node) -> Result<(), Failure> {
        match path.slot(root) {
            Err(missing) => Err(missing.report(root, path)),
            Ok(Slot::Root(node)) => {
                put(node, value);
                Ok(())
            }
            Ok(Slot::Entry(map, key)) => {
                match map.get_mut(key) {
                    Some(old) => put(old, value),
                    None => {
                        map.insert(key, value);
                    }
                }
                Ok(())
            }
            Ok(Slot::Element(list, at)) => {
                list.insert(at, value);
                Ok(())
            }
        }
    }

    fn replace(&mut self, root: &mut Node, path: &Pointer<'_>, value: Node) -> Result<(), Failure> {
        let old = match path.get_mut(root) {
            Ok(old) => old,
            Err(missing) => return Err(missing.report(root, path)),
        };
        if *old == value {
            self.same.get_or_insert_with(|| Same {
                pointer: path.to_string(),
                patch: path.span,
                origin: old.origin.clone(),
            });
            return Ok(());
        }
        self.changed = true;
        put(old, value);
        Ok(())
    }

    fn test(&self, root: &Node, path: &Pointer<'_>, value: &Node) -> Result<(), Failure> {
        let found = path
            .get(root)
            .map_err(|missing| missing.report(root, path))?;
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

fn remove(root: &mut Node, path: &Pointer<'_>) -> Result<Node, Failure> {
    if path.parts.is_empty() {
        return Err(Box::new(
            failed("the whole object cannot be removed by a JSON patch")
                .at(path.span)
                .help("use a strategic merge with `$patch: delete`"),
        ));
    }
    if let Err(missing) = path.get(root) {
        return Err(missing.report(root, path));
    }
    let missing = match path.slot(root) {
        Ok(Slot::Entry(map, key)) => match map.remove(key) {
            Some(node) => return Ok(node),
            None => Missing::root(),
        },
        Ok(Slot::Element(list, at)) if at < list.len() => return Ok(list.remove(at)),
        Ok(_) => Missing::root(),
        Err(missing) => missing,
    };
    Err(missing.report(root, path))
}

/// A value that was moved or copied: a scalar says that the patch put it here and where it was written.
fn carried(mut node: Node, path: &Pointer<'_>) -> Node {
    if matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        return node;
    }
    let past = Past {
        value: node.brief(),
        origin: node.origin.clone(),
    };
    node.origin = Origin {
        span: path.span.or(node.origin.span),
        default: node.origin.default,
        step: Step::Patched,
        past: Some(std::sync::Arc::new(past)),
    };
    node
}

fn failed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::JsonPatchFailed, message)
}

/// Returns a text that an operation must have.
fn word<'n>(operation: &'n Node, field: &str) -> Result<&'n str, Failure> {
    if operation.as_map().is_none() {
        return Err(Box::new(
            Diagnostic::new(
                Code::InvalidPatch,
                format!(
                    "expected an operation, a map with `op` and `path`, found {}",
                    operation.value.type_name()
                ),
            )
            .at(operation.span()),
        ));
    }
    match operation.get(field) {
        None => Err(Box::new(
            Diagnostic::new(
                Code::InvalidPatch,
                format!("an operation of a JSON patch needs `{field}`"),
            )
            .at(operation.span()),
        )),
        Some(node) => node.as_str().ok_or_else(|| {
            Box::new(
                Diagnostic::new(
                    Code::InvalidPatch,
                    format!(
                        "expected `{field}` to be a string, found {}",
                        node.value.type_name()
                    ),
                )
                .at(node.span()),
            )
        }),
    }
}

fn value_of(operation: &Node) -> Result<&Node, Failure> {
    operation.get("value").ok_or_else(|| {
        Box::new(
            Diagnostic::new(Code::InvalidPatch, "the operation needs `value`")
                .at(operation.span())
                .help("add `value`, which may be `null`"),
        )
    })
}

fn check_fields(operation: &Node) -> Result<(), Failure> {
    let unknown = operation.as_map().and_then(|map| {
        map.iter()
            .find(|entry| !FIELDS.contains(&entry.key.name.as_str()))
    });
    match unknown {
        None => Ok(()),
        Some(entry) => Err(Box::new(
            Diagnostic::new(
                Code::InvalidPatch,
                format!("an operation has no field `{}`", entry.key.name),
            )
            .at(entry.key.span.or(entry.value.span()))
            .maybe_help(
                did_you_mean(&entry.key.name, FIELDS)
                    .map(|meant| format!("did you mean `{meant}`?")),
            ),
        )),
    }
}
