//! The directives of a strategic merge patch: keys that say how to merge instead of what.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Merge;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::{Lists, TypeOf};
use crate::patch::change::Path;
use crate::yaml::{Mapping, Node};

/// How a map, a list or an element of a list is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    /// `$patch: merge`, or nothing.
    Merge,
    /// `$patch: replace`: the patch takes the place of what is there.
    Replace,
    /// `$patch: delete`.
    Delete,
}

const RETAIN_KEYS: &str = "$retainKeys";
const ELEMENT_ORDER: &str = "$setElementOrder/";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList/";

/// Returns whether a key of a patch is a directive, and so never a field. kustomize knows but one.
pub(super) fn is_directive(key: &str, kustomize: bool) -> bool {
    key == "$patch"
        || !kustomize
            && (key == RETAIN_KEYS
                || key.starts_with(ELEMENT_ORDER)
                || key.starts_with(DELETE_FROM_LIST))
}

/// Reads `$patch` of a map, and refuses keys that look like a misspelt directive.
pub(super) fn directive_of(entries: &Mapping) -> Result<Directive, Box<Diagnostic>> {
    for entry in entries {
        let key = entry.key.name.as_str();
        if !key.starts_with('$') || is_directive(key, false) {
            continue;
        }
        let name = key.split('/').next().unwrap_or(key);
        let known = [
            "$patch",
            RETAIN_KEYS,
            "$setElementOrder",
            "$deleteFromPrimitiveList",
        ];
        if let Some(meant) = did_you_mean(name, known) {
            return Err(Box::new(
                Diagnostic::new(
                    Code::InvalidDirective,
                    format!("`{key}` is no directive of a strategic merge"),
                )
                .at(entry.key.span.or(entry.value.span()))
                .help(format!("did you mean `{meant}`?")),
            ));
        }
    }
    patch_directive(entries)
}

/// Reads `$patch` of a map.
pub(super) fn patch_directive(entries: &Mapping) -> Result<Directive, Box<Diagnostic>> {
    let Some(node) = entries.get("$patch") else {
        return Ok(Directive::Merge);
    };
    match node.as_str() {
        Some("merge") => Ok(Directive::Merge),
        Some("replace") => Ok(Directive::Replace),
        Some("delete") => Ok(Directive::Delete),
        other => {
            let meant = other.and_then(|word| did_you_mean(word, ["merge", "replace", "delete"]));
            Err(Box::new(
                Diagnostic::new(
                    Code::InvalidDirective,
                    format!(
                        "expected `$patch` to be `merge`, `replace` or `delete`, found {}",
                        node.brief()
                    ),
                )
                .at(node.span())
                .maybe_help(meant.map(|word| format!("did you mean `$patch: {word}`?"))),
            ))
        }
    }
}

impl<'d> Merge<'d> {
    /// Does what `$retainKeys`, `$deleteFromPrimitiveList/x` and `$setElementOrder/x` of a map say, after its fields were
    /// merged.
    pub(super) fn field_directives(
        &mut self,
        map: &mut Mapping,
        entries: &Mapping,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) {
        for entry in entries {
            let key = entry.key.name.as_str();
            if key == RETAIN_KEYS {
                self.retain_keys(map, entries, &entry.value, path);
            } else if let Some(field) = key.strip_prefix(DELETE_FROM_LIST) {
                self.delete_from_list(map, field, &entry.value, path);
            } else if let Some(field) = key.strip_prefix(ELEMENT_ORDER) {
                self.order_elements(map, field, &entry.value, ty, path);
            }
        }
    }

    fn retain_keys(&mut self, map: &mut Mapping, entries: &Mapping, keys: &Node, path: &Path<'_>) {
        let Some(listed) = self.scalars(keys, RETAIN_KEYS, path) else {
            return;
        };
        for entry in entries {
            let key = entry.key.name.as_str();
            if !is_directive(key, false) && !entry.value.is_null() && !listed.contains(key) {
                self.findings.push(
                    Diagnostic::new(
                        Code::InvalidDirective,
                        format!("`$retainKeys` does not list `{key}`, which the patch sets"),
                    )
                    .at(keys.span())
                    .related(entry.key.span.or(entry.value.span()), "set here")
                    .pointer(path.pointer())
                    .help(format!("add `{key}` to `$retainKeys`")),
                );
                return;
            }
        }
        let before = map.len();
        map.retain(|entry| listed.contains(entry.key.name.as_str()));
        self.changed |= map.len() != before;
    }

    fn delete_from_list(&mut self, map: &mut Mapping, field: &str, values: &Node, path: &Path<'_>) {
        let directive = format!("{DELETE_FROM_LIST}{field}");
        let Some(listed) = self.scalars(values, &directive, path) else {
            return;
        };
        let Some(list) = map.get_mut(field).and_then(Node::as_list_mut) else {
            return;
        };
        let before = list.len();
        list.retain(|item| {
            item.to_text()
                .is_none_or(|text| !listed.contains(text.as_str()))
        });
        self.changed |= list.len() != before;
    }

    /// Puts the elements in the order of the directive. Elements it does not name stay where they were among the others.
    fn order_elements(
        &mut self,
        map: &mut Mapping,
        field: &str,
        order: &Node,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) {
        let Some(list) = map.get_mut(field).and_then(Node::as_list_mut) else {
            return;
        };
        let (_, lists, _) = ty.field(field);
        let key = match &lists {
            Lists::ByKey(keys) => keys.first().map(|key| key.name),
            _ => None,
        };
        let name_of = |item: &Node| match key {
            Some(key) => item.get(key).and_then(Node::to_text),
            None => item.to_text(),
        };
        let Some(wanted) = order.as_list() else {
            self.not_a_list(order, &format!("{ELEMENT_ORDER}{field}"), path);
            return;
        };
        let mut places: FxHashMap<_, usize> = FxHashMap::default();
        for (at, item) in wanted.iter().enumerate() {
            match name_of(item) {
                Some(name) => {
                    places.insert(name, at);
                }
                None => {
                    let found = item.value.type_name();
                    let expected = key.map_or_else(
                        || "a scalar".to_owned(),
                        |key| format!("a map with `{key}`"),
                    );
                    self.findings.push(
                        Diagnostic::new(
                            Code::InvalidDirective,
                            format!(
                                "expected {expected} in `{ELEMENT_ORDER}{field}`, found {found}"
                            ),
                        )
                        .at(item.span())
                        .pointer(path.pointer()),
                    );
                    return;
                }
            }
        }
        // An element that is not named goes behind the named one that stood before it.
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (at, item) in list.iter().enumerate() {
            if let Some(place) = name_of(item).and_then(|name| places.get(&name)) {
                named.push((*place, at));
            }
        }
        named.sort_unstable();
        let slots: Vec<usize> = {
            let mut slots: Vec<usize> = named.iter().map(|(_, at)| *at).collect();
            slots.sort_unstable();
            slots
        };
        if slots.iter().zip(&named).all(|(slot, (_, at))| slot == at) {
            return;
        }
        self.changed = true;
        let mut old: Vec<Option<Node>> = std::mem::take(list).into_iter().map(Some).collect();
        let mut moved: Vec<Option<Node>> = named.iter().map(|(_, at)| old[*at].take()).collect();
        for (slot, node) in slots.iter().zip(&mut moved) {
            old[*slot] = node.take();
        }
        list.extend(old.into_iter().flatten());
    }

    /// Reads the list of a directive as texts.
    fn scalars(
        &mut self,
        node: &Node,
        directive: &str,
        path: &Path<'_>,
    ) -> Option<FxHashSet<ecow::EcoString>> {
        let texts = node
            .as_list()
            .and_then(|items| items.iter().map(Node::to_text).collect());
        if texts.is_none() {
            self.not_a_list(node, directive, path);
        }
        texts
    }

    fn not_a_list(&mut self, node: &Node, directive: &str, path: &Path<'_>) {
        self.findings.push(
            Diagnostic::new(
                Code::InvalidDirective,
                format!(
                    "expected a list of scalars for `{directive}`, found {}",
                    node.value.type_name()
                ),
            )
            .at(node.span())
            .pointer(path.pointer()),
        );
    }
}
