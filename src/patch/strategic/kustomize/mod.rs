//! What kustomize does otherwise than the API server.
//!
//! It walks the whole object, not only what the patch speaks of: a null of which nothing is to be seen (`key:`) goes, and
//! lists that are merged by key are merged again, with themselves. It knows one directive, `$patch`. A scalar keeps the
//! quotes of the one it replaces, so that `8080` in the place of `"80"` becomes the text `"8080"`. What kustomize loses
//! or lets through without a word is done all the same, and reported as a warning.

mod elements;
mod lists;
#[cfg(test)]
mod tests;
mod tuples;

use super::directives::{Directive, patch_directive};
use super::{Dialect, Merge};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Lists, TypeOf};
use crate::patch::change::{Path, patched, shell, source_of};
use crate::yaml::{Entry, Mapping, Node, Style, Value, scalar};

pub(super) use self::lists::Side;

impl<'d> Merge<'d> {
    /// Returns the type of a value: the one that the field above gives it, or that of the object it says to be.
    pub(super) fn type_at(&self, ty: TypeOf<'d>, node: &Node, patch: Option<&Node>) -> TypeOf<'d> {
        let Dialect::Kustomize { openapi, .. } = self.dialect else {
            return ty;
        };
        if !matches!(ty, TypeOf::Unknown) {
            return ty;
        }
        let stated = |node: &Node| {
            let text = |key| node.value_of(key).map(elements::text);
            openapi.type_of(&text("apiVersion")?, &text("kind")?)
        };
        stated(node)
            .or_else(|| stated(patch?))
            .map_or(TypeOf::Unknown, TypeOf::Definition)
    }

    /// Returns the type of a field, or of its elements, and how such a list is joined.
    pub(super) fn below(&self, ty: TypeOf<'d>, key: &str) -> (TypeOf<'d>, Lists<'d>, bool) {
        match (self.dialect, ty) {
            (Dialect::Kustomize { .. }, TypeOf::Unknown) => (TypeOf::Unknown, Lists::Atomic, false),
            _ => ty.field(key),
        }
    }

    /// Returns what a value of the patch becomes where the object has none: nulls and directives are taken out of it,
    /// but not out of lists that are no more than replaced.
    pub(super) fn made(
        &mut self,
        patch: &Node,
        ty: TypeOf<'d>,
        lists: &Lists<'d>,
        path: &Path<'_>,
    ) -> Option<Node> {
        match &patch.value {
            Value::Mapping(entries) => match patch_directive(entries) {
                Ok(Directive::Delete) => None,
                Ok(Directive::Merge | Directive::Replace) => {
                    Some(self.own_fields(patch, entries, true, ty, path))
                }
                // What is no directive stays, as a field like any other.
                Err(_) => {
                    self.leaks("$patch", entries.get("$patch"), path);
                    Some(self.own_fields(patch, entries, false, ty, path))
                }
            },
            Value::Sequence(_) if is_merged(lists) => {
                let mut new = patched(patch);
                self.keyed(&mut new, Side::Itself, ty, lists, path);
                Some(new)
            }
            _ => Some(patched(patch)),
        }
    }

    /// The same, deeper inside, where a directive must be one and also holds for lists.
    pub(super) fn own(
        &mut self,
        patch: &Node,
        ty: TypeOf<'d>,
        lists: &Lists<'d>,
        path: &Path<'_>,
    ) -> Option<Node> {
        match &patch.value {
            Value::Null => None,
            Value::Mapping(entries) => match self.directive(entries, path) {
                Directive::Delete => None,
                Directive::Merge | Directive::Replace => {
                    Some(self.own_fields(patch, entries, true, ty, path))
                }
            },
            Value::Sequence(items) if is_merged(lists) => {
                let (directive, kept) = self.directive_of_list(items, path);
                if directive == Directive::Delete {
                    return None;
                }
                let kept = kept.into_iter().map(patched).collect::<Vec<_>>();
                let mut new = shell(patch, kept);
                self.keyed(&mut new, Side::Itself, ty, lists, path);
                Some(new)
            }
            _ => Some(patched(patch)),
        }
    }

    pub(super) fn own_fields(
        &mut self,
        patch: &Node,
        entries: &Mapping,
        without_directive: bool,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) -> Node {
        let ty = self.type_at(ty, patch, None);
        let mut new = Mapping::new();
        for entry in entries {
            let key = entry.key.name.as_str();
            if without_directive && key == "$patch" {
                continue;
            }
            self.leaks(key, Some(&entry.value), path);
            let (below, lists, _) = self.below(ty, key);
            if let Some(value) = self.own(&entry.value, below, &lists, &path.key(key)) {
                new.insert_entry(Entry {
                    key: entry.key.clone(),
                    value,
                });
            }
        }
        shell(patch, new)
    }

    /// Does to a value of the object what kustomize does although the patch says nothing of it. Returns whether it stays.
    pub(super) fn tidy(
        &mut self,
        node: &mut Node,
        ty: TypeOf<'d>,
        lists: &Lists<'d>,
        path: &Path<'_>,
    ) -> bool {
        match &node.value {
            Value::Null => return node.style != Style::Absent,
            Value::Mapping(_) => {
                let ty = self.type_at(ty, node, None);
                if let Some(map) = node.as_map_mut() {
                    self.tidy_fields(map, |_| true, ty, path);
                }
            }
            Value::Sequence(_) if is_merged(lists) => {
                self.nested(|inner| inner.keyed(node, Side::Nothing, ty, lists, path));
            }
            // An empty text stays what it is to be: null.
            Value::String(text)
                if node.style == Style::Bare && !text.is_empty() && scalar::is_ambiguous(text) =>
            {
                node.style = Style::Quoted;
            }
            _ => {}
        }
        true
    }

    /// Tidies the fields for which `is_meant` is true.
    pub(super) fn tidy_fields(
        &mut self,
        map: &mut Mapping,
        is_meant: impl Fn(&str) -> bool,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) {
        let mut gone = rustc_hash::FxHashSet::default();
        for (key, value) in map.values_mut() {
            let key = key.name.as_str();
            if !is_meant(key) {
                continue;
            }
            let (below, lists, _) = self.below(ty, key);
            if !self.tidy(value, below, &lists, &path.key(key)) {
                gone.insert(ecow::EcoString::from(key));
            }
        }
        if !gone.is_empty() {
            map.retain(|entry| !gone.contains(&entry.key.name));
        }
    }

    /// Joins the patch's list to the list that is there. Returns whether it stays.
    pub(super) fn kustomize_list(
        &mut self,
        old: &mut Node,
        patch: &Node,
        ty: TypeOf<'d>,
        lists: &Lists<'d>,
        path: &Path<'_>,
    ) -> bool {
        if !is_merged(lists) {
            self.set(old, patched(patch), path);
            return true;
        }
        let items = patch.as_list().unwrap_or_default();
        let (directive, kept) = self.directive_of_list(items, path);
        match directive {
            Directive::Delete => {
                self.changed = true;
                return false;
            }
            Directive::Replace => {
                let kept: Vec<Node> = kept.into_iter().map(patched).collect();
                let mut new = shell(patch, kept);
                self.nested(|inner| inner.keyed(&mut new, Side::Itself, ty, lists, path));
                self.set(old, new, path);
            }
            Directive::Merge => self.keyed(old, Side::Patch(&kept), ty, lists, path),
        }
        true
    }

    /// Reads the directive of a list, which is that of the first element that has any, if it has nothing else; and
    /// returns the elements without it.
    fn directive_of_list<'n>(
        &mut self,
        items: &'n [Node],
        path: &Path<'_>,
    ) -> (Directive, Vec<&'n Node>) {
        let all = || items.iter().collect();
        let first = items
            .iter()
            .find_map(|item| Some((item.as_map()?, item.get("$patch")?)));
        let Some((entries, word)) = first.filter(|(entries, _)| entries.len() == 1) else {
            return (Directive::Merge, all());
        };
        let directive = self.directive(entries, path);
        let word = elements::text(word);
        let stays = |item: &&Node| {
            let hollow = item.is_null() || item.as_map().is_some_and(Mapping::is_empty);
            !hollow && item.get("$patch").map(elements::text).as_ref() != Some(&word)
        };
        (directive, items.iter().filter(stays).collect())
    }

    /// Reads `$patch` of a map of the patch, and reports what it does not know.
    pub(super) fn kustomize_directive(&mut self, entries: &Mapping, path: &Path<'_>) -> Directive {
        match patch_directive(entries) {
            Ok(directive) => directive,
            Err(mut finding) => {
                let word = entries
                    .get("$patch")
                    .map(elements::text)
                    .unwrap_or_default();
                finding.message = format!("{}: unknown patch strategy '{word}'", finding.message);
                self.findings.push(finding.pointer(path.pointer()));
                Directive::Merge
            }
        }
    }

    /// Puts a scalar in the place of a scalar, in the quotes of the old one.
    pub(super) fn set_scalar(&mut self, old: &mut Node, patch: &Node, path: &Path<'_>) {
        let mut new = patched(patch);
        let quoted = is_quoted(old);
        if quoted && !matches!(new.value, Value::String(_)) {
            new.value = Value::String(self.written(patch));
        }
        new.style = if quoted { Style::Quoted } else { Style::Plain };
        self.set(old, new, path);
    }

    /// Returns a scalar as it is written: `1.0`, and not `1`.
    fn written(&self, node: &Node) -> ecow::EcoString {
        if let (Dialect::Kustomize { sources, .. }, Some(span)) = (self.dialect, node.span()) {
            let text = sources.slice(span);
            if scalar::resolve(&text).value == node.value {
                return text.into();
            }
        }
        elements::text(node)
    }

    /// Reports a directive that kustomize does not know and takes for a field.
    pub(super) fn leaks(&mut self, key: &str, value: Option<&Node>, path: &Path<'_>) {
        if !key.starts_with('$') {
            return;
        }
        self.findings.push(
            Diagnostic::new(
                Code::DirectiveLeaks,
                format!("kustomize takes `{key}` for a field, and writes it into the object"),
            )
            .at(value.and_then(Node::span))
            .pointer(path.pointer())
            .help("kustomize knows `$patch: merge`, `$patch: replace` and `$patch: delete` alone"),
        );
    }

    /// Reports a value where one of another kind must be, in kustomize's words.
    pub(super) fn wrong_kind(
        &mut self,
        expected: &str,
        found: &Node,
        there: Option<&Node>,
        path: &Path<'_>,
    ) {
        let message = format!(
            "`{}`: wrong node kind: expected {expected} but got {}",
            path.pointer(),
            kind_of(found)
        );
        let mut finding = Diagnostic::new(Code::PatchTypeMismatch, message)
            .at(found.span())
            .pointer(path.pointer());
        if let Some(there) = there {
            finding = finding
                .related(there.span(), source_of(&there.origin))
                .help(
                    "set the field to `null` to delete it, or use a JSON patch with `op: replace`",
                );
        }
        self.findings.push(finding);
    }
}

/// Returns go-yaml's word for what a node is.
pub(super) fn kind_of(node: &Node) -> &'static str {
    match node.value {
        Value::Mapping(_) => "MappingNode",
        Value::Sequence(_) => "SequenceNode",
        _ => "ScalarNode",
    }
}

fn is_merged(lists: &Lists<'_>) -> bool {
    matches!(lists, Lists::ByKey(_) | Lists::Set)
}

/// Returns whether a scalar stands in quotes, or would have to.
fn is_quoted(node: &Node) -> bool {
    match (node.style, &node.value) {
        (Style::Quoted, _) => true,
        (Style::Unknown, Value::String(text)) => scalar::is_ambiguous(text),
        _ => false,
    }
}
