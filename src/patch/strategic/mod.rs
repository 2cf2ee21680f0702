//! Strategic merge: a patch that looks like the object it changes.
//!
//! In: a node, a patch and what is known of the node's type. Out: the node, changed, and an [`Outcome`]. Maps merge,
//! `null` deletes, lists join as [`TypeOf`] says, and the directives `$patch`, `$retainKeys`, `$setElementOrder/x` and
//! `$deleteFromPrimitiveList/x` mean what they mean to the Kubernetes API server. That is one [`Dialect`]; the other is
//! kustomize's, and `kustomize/` is where they differ. Knows nothing of environments, and chooses no object: see
//! [`select`](super::select).

mod directives;
mod kustomize;
mod lists;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use self::directives::{Directive, directive_of};
use super::change::{Effect, Path, Same, put, shell, source_of};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Lists, OpenApi, TypeOf};
use crate::text::Sources;
use crate::yaml::{Entry, Mapping, Node, Style, Value};

/// Whose rules hold.
#[derive(Clone, Copy, Debug)]
pub enum Dialect<'d> {
    /// The API server's, for a value of this type: what kubectl makes of a patch.
    Kubernetes(TypeOf<'d>),
    /// kustomize's.
    Kustomize {
        /// Where types come from: each object says what it is.
        openapi: &'d OpenApi,
        /// The texts that object and patch were read from.
        sources: &'d Sources,
    },
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
pub fn merge(node: &mut Node, patch: &Node, dialect: Dialect<'_>, pointer: &str) -> Outcome {
    let ty = match dialect {
        Dialect::Kubernetes(ty) => ty,
        Dialect::Kustomize { .. } => TypeOf::Unknown,
    };
    let mut merge = Merge {
        dialect,
        changed: false,
        same: None,
        findings: Vec::new(),
    };
    let path = Path::start(pointer);
    let mut removed = false;
    if patch.as_map().is_some() && node.as_map().is_some() {
        removed = merge.root(node, patch, ty, &path) == Fate::Removed;
    } else {
        merge.mismatch(node, patch, &path);
    }
    if merge.is_kustomize() {
        // kustomize walks keys in their order, and stops at the first mistake.
        merge
            .findings
            .sort_by(|one, two| one.pointer.cmp(&two.pointer));
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

struct Merge<'d> {
    dialect: Dialect<'d>,
    changed: bool,
    same: Option<Same>,
    findings: Vec<Diagnostic>,
}

impl<'d> Merge<'d> {
    /// Merges a whole patch into a whole object.
    fn root(&mut self, node: &mut Node, patch: &Node, ty: TypeOf<'d>, path: &Path<'_>) -> Fate {
        if self.is_kustomize()
            && let Some(word) = patch
                .get("$patch")
                .filter(|word| word.as_str() == Some("replace"))
            && let Some(entries) = patch.as_map()
        {
            // kustomize makes the new object, with all mistakes there may be, and goes on with the old one.
            self.nested(|inner| {
                let ty = inner.type_at(ty, node, Some(patch));
                inner.own_fields(patch, entries, true, ty, path)
            });
            self.findings.push(
                Diagnostic::new(
                    Code::MergeLosesElement,
                    "kustomize does nothing with a patch that replaces a whole object",
                )
                .at(word.span())
                .pointer(path.pointer())
                .help("put `$patch: replace` deeper, `spec: {$patch: replace, …}`"),
            );
            return Fate::Kept;
        }
        self.map(node, patch, ty, path)
    }

    fn is_kustomize(&self) -> bool {
        matches!(self.dialect, Dialect::Kustomize { .. })
    }

    /// Merges a map into a map.
    fn map(&mut self, node: &mut Node, patch: &Node, ty: TypeOf<'d>, path: &Path<'_>) -> Fate {
        let (Some(entries), true) = (patch.as_map(), node.as_map().is_some()) else {
            return Fate::Kept;
        };
        match self.directive(entries, path) {
            Directive::Delete => {
                self.changed = true;
                return Fate::Removed;
            }
            Directive::Replace => {
                let ty = self.type_at(ty, node, Some(patch));
                let new = self.nested(|inner| inner.anew(patch, entries, ty, path));
                self.set(node, new, path);
                return Fate::Kept;
            }
            Directive::Merge => {}
        }
        self.fields(node, patch, entries, ty, path);
        Fate::Kept
    }

    /// Returns the map that a patch makes where there is none.
    fn anew(&mut self, patch: &Node, entries: &Mapping, ty: TypeOf<'d>, path: &Path<'_>) -> Node {
        if self.is_kustomize() {
            return self.own_fields(patch, entries, true, ty, path);
        }
        let mut new = shell(patch, Mapping::new());
        self.fields(&mut new, patch, entries, ty, path);
        new
    }

    /// Merges entry by entry, and does what the directives about single fields say.
    fn fields(
        &mut self,
        node: &mut Node,
        patch: &Node,
        entries: &Mapping,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) {
        let ty = self.type_at(ty, node, Some(patch));
        let Some(map) = node.as_map_mut() else {
            return;
        };
        if self.is_kustomize() {
            self.tidy_fields(map, |key| !entries.contains(key), ty, path);
        }
        // Taken out together at the end: a removal costs a walk over the whole map.
        let mut gone: FxHashSet<&str> = FxHashSet::default();
        for entry in entries {
            let key = entry.key.name.as_str();
            if key.starts_with('$') {
                if directives::is_directive(key, self.is_kustomize()) {
                    continue;
                }
                if self.is_kustomize() {
                    self.leaks(key, Some(&entry.value), path);
                }
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
            } else if let Some(mut new) = self.fresh(&entry.value, ty, key, &below) {
                self.changed = true;
                if map.contains(key) {
                    // A null is there, and has no quotes that could be kept.
                    new.style = Style::Plain;
                }
                map.insert_entry(Entry {
                    key: entry.key.clone(),
                    value: new,
                });
            } else if self.is_kustomize() {
                gone.insert(key);
            }
        }
        if !gone.is_empty() {
            map.retain(|entry| !gone.contains(entry.key.name.as_str()));
        }
        if !self.is_kustomize() {
            self.field_directives(map, entries, ty, path);
        }
    }

    /// Merges the value of the field `key` into the value that is there.
    fn value(
        &mut self,
        old: &mut Node,
        patch: &Node,
        ty: TypeOf<'d>,
        key: &str,
        path: &Path<'_>,
    ) -> Fate {
        let (below, lists, replaced) = self.below(ty, key);
        match (&old.value, &patch.value) {
            (Value::Mapping(_), Value::Mapping(entries)) => {
                if replaced && self.directive(entries, path) == Directive::Merge {
                    let new = self.nested(|inner| inner.anew(patch, entries, below, path));
                    self.set(old, new, path);
                    return Fate::Kept;
                }
                self.map(old, patch, below, path)
            }
            (Value::Sequence(_), Value::Sequence(_)) if self.is_kustomize() => {
                match self.kustomize_list(old, patch, below, &lists, path) {
                    true => Fate::Kept,
                    false => Fate::Removed,
                }
            }
            (Value::Sequence(_), Value::Sequence(_)) => self.list(old, patch, below, &lists, path),
            (Value::Mapping(_) | Value::Sequence(_), _)
            | (_, Value::Mapping(_) | Value::Sequence(_)) => {
                self.mismatch(old, patch, path);
                Fate::Kept
            }
            _ if self.is_kustomize() => {
                self.set_scalar(old, patch, path);
                Fate::Kept
            }
            _ => {
                self.set(old, shell(patch, patch.value.clone()), path);
                Fate::Kept
            }
        }
    }

    /// Returns what a patch makes of a field that is not there; nothing where it only deletes.
    fn fresh(&mut self, patch: &Node, ty: TypeOf<'d>, key: &str, path: &Path<'_>) -> Option<Node> {
        let (below, lists, _) = self.below(ty, key);
        if self.is_kustomize() {
            return self.nested(|inner| inner.made(patch, below, &lists, path));
        }
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
        if self.is_kustomize() {
            self.wrong_kind(kustomize::kind_of(old), patch, Some(old), path);
            return;
        }
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
        if self.is_kustomize() {
            return self.kustomize_directive(entries, path);
        }
        match directive_of(entries) {
            Ok(directive) => directive,
            Err(finding) => {
                self.findings.push(finding.pointer(path.pointer()));
                Directive::Merge
            }
        }
    }
}
