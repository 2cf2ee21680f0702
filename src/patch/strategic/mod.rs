//! Strategic merge: a patch that looks like the object it changes.
//!
//! In: a node, a patch and what is known of the node's type. Out: the node, changed, and an [`Outcome`]. Maps merge,
//! `null` deletes, lists join as [`TypeOf`] says, and the directives `$patch`, `$retainKeys`, `$setElementOrder/x` and
//! `$deleteFromPrimitiveList/x` mean what they mean to the Kubernetes API server. Knows nothing of environments, and
//! chooses no object: see [`select`](super::select).

mod directives;
mod lists;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use self::directives::{Directive, directive_of};
use super::change::{Effect, Path, Same, put, shell, source_of};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Lists, TypeOf};
use crate::yaml::{Entry, Mapping, Node, Value};

/// Where elements go that a list merged by key does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Added {
    /// Behind the others, as the API server does it.
    #[default]
    Behind,
    /// Before the others, as kustomize does it.
    Before,
}

/// What a strategic merge did.
#[derive(Debug)]
pub struct Outcome {
    /// What became of the node.
    pub effect: Effect,
    /// The first value that was so before.
    pub same: Option<Same>,
    /// Mistakes in the patch, and notices; they name pointers, and the caller adds the object.
    pub findings: Vec<Diagnostic>,
}

/// Merges `patch` into `node`, which stands at `pointer` of its object.
pub fn merge(
    node: &mut Node,
    patch: &Node,
    ty: TypeOf<'_>,
    added: Added,
    pointer: &str,
) -> Outcome {
    let mut merge = Merge {
        added,
        changed: false,
        same: None,
        findings: Vec::new(),
    };
    let path = Path::start(pointer);
    let mut removed = false;
    if patch.as_map().is_some() && node.as_map().is_some() {
        removed = merge.map(node, patch, ty, &path) == Fate::Removed;
    } else {
        merge.mismatch(node, patch, &path);
    }
    let effect = match (removed, merge.changed) {
        (true, _) => Effect::Removed,
        (false, true) => Effect::Changed,
        (false, false) => Effect::Unchanged,
    };
    Outcome {
        effect,
        same: merge.same,
        findings: merge.findings,
    }
}

/// What becomes of a map or an element that was merged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Removed,
}

struct Merge {
    added: Added,
    changed: bool,
    same: Option<Same>,
    findings: Vec<Diagnostic>,
}

impl Merge {
    /// Merges a map into a map.
    fn map(&mut self, node: &mut Node, patch: &Node, ty: TypeOf<'_>, path: &Path<'_>) -> Fate {
        let (Some(entries), true) = (patch.as_map(), node.as_map().is_some()) else {
            return Fate::Kept;
        };
        match self.directive(entries, path) {
            Directive::Delete => {
                self.changed = true;
                return Fate::Removed;
            }
            Directive::Replace => {
                let mut new = shell(patch, Mapping::new());
                self.nested(|inner| inner.fields(&mut new, entries, ty, path));
                self.set(node, new, path);
                return Fate::Kept;
            }
            Directive::Merge => {}
        }
        self.fields(node, entries, ty, path);
        Fate::Kept
    }

    /// Merges entry by entry, and does what the directives about single fields say.
    fn fields(&mut self, node: &mut Node, entries: &Mapping, ty: TypeOf<'_>, path: &Path<'_>) {
        let Some(map) = node.as_map_mut() else {
            return;
        };
        // Taken out together at the end: a removal costs a walk over the whole map.
        let mut gone: FxHashSet<&str> = FxHashSet::default();
        for entry in entries {
            let key = entry.key.name.as_str();
            if key.starts_with('$') && directives::is_directive(key) {
                continue;
            }
            let below = path.key(key);
            if entry.value.is_null() {
                if map.contains(key) {
                    self.changed = true;
                    gone.insert(key);
                }
                continue;
            }
            if let Some(old) = map.get_mut(key).filter(|old| !old.is_null()) {
                if self.value(old, &entry.value, ty, key, &below) == Fate::Removed {
                    gone.insert(key);
                }
            } else if let Some(new) = self.fresh(&entry.value, ty, key, &below) {
                self.changed = true;
                map.insert_entry(Entry {
                    key: entry.key.clone(),
                    value: new,
                });
            }
        }
        if !gone.is_empty() {
            map.retain(|entry| !gone.contains(entry.key.name.as_str()));
        }
        self.field_directives(map, entries, ty, path);
    }

    /// Merges the value of the field `key` into the value that is there.
    fn value(
        &mut self,
        old: &mut Node,
        patch: &Node,
        ty: TypeOf<'_>,
        key: &str,
        path: &Path<'_>,
    ) -> Fate {
        let (below, lists, replaced) = ty.field(key);
        match (&old.value, &patch.value) {
            (Value::Mapping(_), Value::Mapping(entries)) => {
                if replaced && self.directive(entries, path) == Directive::Merge {
                    let mut new = shell(patch, Mapping::new());
                    self.nested(|inner| inner.fields(&mut new, entries, below, path));
                    self.set(old, new, path);
                    return Fate::Kept;
                }
                self.map(old, patch, below, path)
            }
            (Value::Sequence(_), Value::Sequence(_)) => self.list(old, patch, below, &lists, path),
            (Value::Mapping(_) | Value::Sequence(_), _)
            | (_, Value::Mapping(_) | Value::Sequence(_)) => {
                self.mismatch(old, patch, path);
                Fate::Kept
            }
            _ => {
                self.set(old, shell(patch, patch.value.clone()), path);
                Fate::Kept
            }
        }
    }

    /// Returns what a patch makes of a field that is not there; nothing where it only deletes.
    fn fresh(&mut self, patch: &Node, ty: TypeOf<'_>, key: &str, path: &Path<'_>) -> Option<Node> {
        let (below, lists, _) = ty.field(key);
        match &patch.value {
            Value::Mapping(entries) => {
                let mut new = shell(patch, Mapping::new());
                let fate = self.nested(|inner| inner.map(&mut new, patch, below, path));
                let empty = new.as_map().is_some_and(Mapping::is_empty);
                (fate == Fate::Kept && (!empty || entries.is_empty())).then_some(new)
            }
            Value::Sequence(items) => {
                let mut new = shell(patch, Vec::new());
                // There is nothing that could be replaced without a word.
                let lists = if lists == Lists::Unknown {
                    Lists::Atomic
                } else {
                    lists
                };
                let fate = self.nested(|inner| inner.list(&mut new, patch, below, &lists, path));
                let empty = new.as_list().is_some_and(<[Node]>::is_empty);
                (fate == Fate::Kept && (!empty || items.is_empty())).then_some(new)
            }
            scalar => Some(shell(patch, scalar.clone())),
        }
    }

    /// Builds something new with the same rules; what happens inside is no change of the object yet.
    fn nested<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        let (changed, same) = (self.changed, self.same.take());
        let built = build(self);
        self.changed = changed;
        self.same = same;
        built
    }

    /// Sets a value, or notes that it was so before.
    fn set(&mut self, old: &mut Node, new: Node, path: &Path<'_>) {
        if *old == new {
            if self.same.is_none() {
                self.same = Some(Same {
                    pointer: path.pointer(),
                    patch: new.span(),
                    origin: old.origin.clone(),
                });
            }
            return;
        }
        self.changed = true;
        put(old, new);
    }

    fn mismatch(&mut self, old: &Node, patch: &Node, path: &Path<'_>) {
        let message = format!(
            "`{}` is {} in the object, the patch gives {}",
            path.pointer(),
            old.value.type_name(),
            patch.value.type_name()
        );
        self.findings.push(
            Diagnostic::new(Code::PatchTypeMismatch, message)
                .at(patch.span())
                .related(old.span(), source_of(&old.origin))
                .pointer(path.pointer())
                .help("set the field to `null` to delete it, or use `json6902` with `op: replace`"),
        );
    }

    /// Reads `$patch` of a map of the patch, and reports what it does not know.
    fn directive(&mut self, entries: &Mapping, path: &Path<'_>) -> Directive {
        match directive_of(entries) {
            Ok(directive) => directive,
            Err(finding) => {
                self.findings.push(finding.pointer(path.pointer()));
                Directive::Merge
            }
        }
    }
}
