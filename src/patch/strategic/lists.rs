//! Lists of a strategic merge.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::directives::{Directive, directive_of};
use super::{Fate, Merge};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Lists, MergeKey, TypeOf};
use crate::patch::change::{Path, patched, shell};
use crate::yaml::{Mapping, Node, Value};

/// The values of an element's keys; nothing for a key it does not state and that has no default.
type Identity = Vec<Option<EcoString>>;

impl<'d> Merge<'d> {
    /// Joins the patch's list to the list that is there.
    pub(super) fn list(
        &mut self,
        old: &mut Node,
        patch: &Node,
        ty: TypeOf<'d>,
        lists: &Lists<'_>,
        path: &Path<'_>,
    ) -> Fate {
        let items = patch.as_list().unwrap_or_default();
        match self.list_directive(items, path) {
            Directive::Delete => {
                self.changed = true;
                return Fate::Removed;
            }
            Directive::Replace => self.replace_list(old, patch, ty, path),
            Directive::Merge => match lists {
                Lists::Atomic => self.replace_list(old, patch, ty, path),
                Lists::Unknown => {
                    let before = old.clone();
                    self.replace_list(old, patch, ty, path);
                    self.notice(&before, old, patch, path);
                }
                Lists::Set => self.join_set(old, items),
                Lists::ByKey(keys) => self.merge_by_key(old, items, ty, keys, path),
            },
        }
        Fate::Kept
    }

    /// An element that holds nothing but `$patch` is about the whole list.
    fn list_directive(&mut self, items: &[Node], path: &Path<'_>) -> Directive {
        let alone = |item: &&Node| is_bare_directive(item);
        let bare = items.iter().find(alone).and_then(Node::as_map);
        bare.map_or(Directive::Merge, |map| self.directive(map, path))
    }

    fn replace_list(&mut self, old: &mut Node, patch: &Node, ty: TypeOf<'d>, path: &Path<'_>) {
        let items = patch.as_list().unwrap_or_default();
        let mut new = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            if is_bare_directive(item) {
                continue;
            }
            let made = self.nested(|inner| inner.fresh_element(item, ty, &path.index(at)));
            new.extend(made);
        }
        self.set(old, shell(patch, new), path);
    }

    /// Tells that a list was replaced for want of a schema, if something of it is lost.
    fn notice(&mut self, before: &Node, after: &Node, patch: &Node, path: &Path<'_>) {
        let lost = before.as_list().is_some_and(|items| {
            let kept = after.as_list().unwrap_or_default();
            items.len() > kept.len() || items.iter().zip(kept).any(|(old, new)| old != new)
        });
        if !lost {
            return;
        }
        self.findings.push(
            Diagnostic::new(
                Code::ListReplaced,
                format!(
                    "the patch replaces the list `{}`: without a schema its elements cannot be merged",
                    path.pointer()
                ),
            )
            .at(patch.span())
            .related(before.span(), "the list before")
            .pointer(path.pointer())
            .help("include the CustomResourceDefinition, name it in `crds` of the environment, repeat the whole list, or use `json6902`"),
        );
    }

    /// Adds what is not there yet.
    fn join_set(&mut self, old: &mut Node, items: &[Node]) {
        let Some(list) = old.as_list_mut() else {
            return;
        };
        let mut there: rustc_hash::FxHashSet<EcoString> =
            list.iter().filter_map(Node::to_text).collect();
        for item in items {
            if item.to_text().is_some_and(|text| there.insert(text)) {
                self.changed = true;
                list.push(patched(item));
            }
        }
    }

    fn merge_by_key(
        &mut self,
        old: &mut Node,
        items: &[Node],
        ty: TypeOf<'d>,
        keys: &[MergeKey<'_>],
        path: &Path<'_>,
    ) {
        let Some(list) = old.as_list_mut() else {
            return;
        };
        let mut slots: Vec<Option<Node>> = std::mem::take(list).into_iter().map(Some).collect();
        let mut index = Index::default();
        for (at, item) in slots.iter().enumerate() {
            if let Some(item) = item {
                index.add(identity(item, keys), at);
            }
        }
        for item in items {
            let wanted = identity(item, keys);
            if item.as_map().is_none() || wanted.first().is_none_or(Option::is_none) {
                self.no_key(item, keys, path);
                continue;
            }
            let Some(found) = self.find(&index, &wanted, item, keys, path) else {
                continue;
            };
            match found.filter(|at| slots[*at].is_some()) {
                Some(at) => {
                    let Some(mut node) = slots[at].take() else {
                        continue;
                    };
                    if self.map(&mut node, item, ty, &path.index(at)) == Fate::Kept {
                        slots[at] = Some(node);
                    }
                }
                None => {
                    let below = path.index(slots.len());
                    let made = self.nested(|inner| inner.fresh_element(item, ty, &below));
                    if let Some(node) = made {
                        self.changed = true;
                        index.add(wanted, slots.len());
                        slots.push(Some(node));
                    }
                }
            }
        }
        list.extend(slots.into_iter().flatten());
    }

    /// Returns the element that is meant, `Some(None)` if there is none, and nothing if several could be meant.
    fn find(
        &mut self,
        index: &Index,
        wanted: &Identity,
        item: &Node,
        keys: &[MergeKey<'_>],
        path: &Path<'_>,
    ) -> Option<Option<usize>> {
        if let Some(at) = index.exact.get(wanted) {
            return Some(Some(*at));
        }
        if wanted.iter().all(Option::is_some) {
            return Some(None);
        }
        let mut candidates =
            index
                .by_first
                .get(&wanted[0])
                .into_iter()
                .flatten()
                .filter(|(id, _)| {
                    let agrees =
                        |(a, b): (&Option<EcoString>, &Option<EcoString>)| a.is_none() || a == b;
                    wanted.iter().zip(id).all(agrees)
                });
        let first = candidates.next().map(|(_, at)| *at);
        if candidates.next().is_none() {
            return Some(first);
        }
        let missing = keys
            .iter()
            .zip(wanted)
            .find(|(_, value)| value.is_none())
            .map_or("", |(key, _)| key.name);
        self.findings.push(
            Diagnostic::new(
                Code::InvalidDirective,
                format!(
                    "several elements of `{}` could be meant: `{missing}` is missing",
                    path.pointer()
                ),
            )
            .at(item.span())
            .pointer(path.pointer())
            .help(format!("add `{missing}` to the element")),
        );
        None
    }

    /// Returns what a patch makes of an element that is not there.
    fn fresh_element(&mut self, item: &Node, ty: TypeOf<'d>, path: &Path<'_>) -> Option<Node> {
        match &item.value {
            Value::Mapping(entries) => {
                let mut new = shell(item, Mapping::new());
                match self.directive(entries, path) {
                    Directive::Delete => return None,
                    Directive::Merge | Directive::Replace => {
                        self.fields(&mut new, item, entries, ty, path);
                    }
                }
                Some(new)
            }
            _ => Some(patched(item)),
        }
    }

    fn no_key(&mut self, item: &Node, keys: &[MergeKey<'_>], path: &Path<'_>) {
        let key = keys.first().map_or("", |key| key.name);
        let expected = format!("expected a map with `{key}` in `{}`", path.pointer());
        let found = match item.as_map() {
            Some(_) => format!("found one without: elements of this list are matched by `{key}`"),
            None => format!("found {}", item.value.type_name()),
        };
        self.findings.push(
            Diagnostic::new(Code::PatchTypeMismatch, format!("{expected}, {found}"))
                .at(item.span())
                .pointer(path.pointer()),
        );
    }
}

/// Elements by all their keys, and by the first one alone.
#[derive(Default)]
struct Index {
    exact: FxHashMap<Identity, usize>,
    by_first: FxHashMap<Option<EcoString>, Vec<(Identity, usize)>>,
}

impl Index {
    fn add(&mut self, id: Identity, at: usize) {
        let first = id.first().cloned().flatten();
        // The first of two equal elements is the one that is merged.
        self.exact.entry(id.clone()).or_insert(at);
        self.by_first.entry(first).or_default().push((id, at));
    }
}

fn identity(item: &Node, keys: &[MergeKey<'_>]) -> Identity {
    let value = |key: &MergeKey<'_>| {
        item.get(key.name)
            .and_then(Node::to_text)
            .or_else(|| key.default.map(EcoString::from))
    };
    keys.iter().map(value).collect()
}

/// Returns whether an element holds nothing but a `$patch` that is understood.
fn is_bare_directive(item: &Node) -> bool {
    item.as_map()
        .is_some_and(|map| map.len() == 1 && map.contains("$patch") && directive_of(map).is_ok())
}
