//! JSON Patch (RFC 6902) on nodes: `add`, `remove`, `replace`, `move`, `copy`, `test`.
//!
//! In: a node and a list of operations. Out: the node, changed, and an [`Outcome`]. An operation that fails is reported
//! with its place and how far its pointer exists, and the ones behind it are not tried: the node is then half patched,
//! and the caller must not write it. Knows nothing of environments and chooses no object.

mod kustomize;
mod place;
mod rfc;
#[cfg(test)]
mod tests;

use super::change::{Effect, Same, put};
use super::limits::{Copies, check_depth};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::text::Span;
use crate::yaml::Node;

/// Whose rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Those of RFC 6902, to the letter.
    Rfc6902,
    /// kustomize's: a `replace` need not find anything, indices may count from the end.
    Kustomize,
}

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
pub fn apply(node: &mut Node, operations: &Node, dialect: Dialect, masked: bool) -> Outcome {
    let mut run = Run {
        masked,
        changed: false,
        same: None,
        copies: Copies::default(),
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
                let done = match dialect {
                    Dialect::Rfc6902 => run.operation(node, operation),
                    Dialect::Kustomize => run.kustomize(node, operation),
                };
                if let Err(finding) = done {
                    findings.push(*finding);
                    break;
                }
            }
        }
    }
    if dialect == Dialect::Kustomize {
        findings.extend(kustomize::finish(node, operations));
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
    copies: Copies,
}

impl Run {
    /// Fails if a value would stand too deep at a pointer, or is a copy too many.
    fn limit(
        &mut self,
        value: &Node,
        pointer: &str,
        place: Option<Span>,
        copied: bool,
    ) -> Result<(), Failure> {
        let steps = pointer.bytes().filter(|byte| *byte == b'/').count();
        let counted = if copied {
            self.copies.add(value)
        } else {
            Ok(())
        };
        counted
            .and_then(|()| check_depth(steps, value))
            .map_err(|why| Box::new(failed(why).at(place).pointer(pointer)))
    }

    /// Sets a value, or notes that it was so before.
    fn set(&mut self, old: &mut Node, value: Node, pointer: String, patch: Option<Span>) {
        if *old == value {
            self.same.get_or_insert_with(|| Same {
                pointer,
                patch,
                origin: old.origin.clone(),
            });
            return;
        }
        self.changed = true;
        put(old, value);
    }
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
