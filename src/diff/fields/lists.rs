//! How two lists are compared: by the keys of their elements, as sets, or in order.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};
use similar::{DiffOp, capture_diff_slices};

use super::{Walk, is_same};
use crate::diff::FieldKind;
use crate::diff::path::Segment;
use crate::k8s::schema::{List, Schema};
use crate::yaml::Node;

/// Keys by which elements are told apart where no type says it, the first that all of them have.
const LIKELY_KEYS: [&str; 4] = ["name", "key", "id", "job_name"];

/// The keys of an element and their values.
type Keys = Vec<(EcoString, EcoString)>;

/// What the order of elements with keys means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Nothing.
    Free,
    /// Another order of those on both sides is a change of its own.
    OfKept,
    /// So is one that is new anywhere but at the end: nobody says that the keys are more than a guess.
    OfAll,
}

/// How many elements are aligned. Longer lists without keys are compared position by position.
const ALIGNED: usize = 2_000;

impl Walk<'_> {
    /// Compares two lists.
    pub(super) fn lists(
        &mut self,
        before: (&Node, &[Node]),
        after: (&Node, &[Node]),
        schema: Option<&Schema>,
    ) {
        let (old, new) = (before.1, after.1);
        if is_same(before.0, after.0) {
            return;
        }
        let items = schema.and_then(|schema| schema.items.as_deref());
        let declared = match schema.map(|schema| &schema.list) {
            Some(List::Map(keys)) => {
                let keys: Vec<&str> = keys.iter().map(EcoString::as_str).collect();
                keys_of(old, &keys, items).zip(keys_of(new, &keys, items))
            }
            Some(List::Set) => members(old).zip(members(new)),
            _ => None,
        };
        if let Some((old_keys, new_keys)) = declared {
            let order = match self.order_matters() {
                true => Order::OfKept,
                false => Order::Free,
            };
            return self.keyed(before, after, (&old_keys, &new_keys), items, order);
        }
        match guessed(old, new).filter(|_| schema.is_none() || self.is_custom) {
            Some((old_keys, new_keys)) => {
                self.keyed(before, after, (&old_keys, &new_keys), items, Order::OfAll);
            }
            None => self.in_order(old, new, items),
        }
    }

    /// Compares element by element, as keys pair them.
    fn keyed(
        &mut self,
        before: (&Node, &[Node]),
        after: (&Node, &[Node]),
        (old_keys, new_keys): (&[Keys], &[Keys]),
        items: Option<&Schema>,
        order: Order,
    ) {
        let at: FxHashMap<&Keys, usize> = old_keys.iter().zip(0..).collect();
        let is_new: FxHashSet<&Keys> = new_keys.iter().collect();
        // Positions before, in the order after; what is new stands behind all.
        let mut places = Vec::with_capacity(new_keys.len());
        for (keys, node) in new_keys.iter().zip(after.1) {
            let old = at.get(keys).copied();
            places.push(old.unwrap_or(usize::MAX));
            self.element(
                keys,
                old.and_then(|old| before.1.get(old)),
                Some(node),
                items,
            );
        }
        for (keys, node) in old_keys.iter().zip(before.1) {
            if !is_new.contains(keys) {
                self.element(keys, Some(node), None, items);
            }
        }
        if order == Order::OfKept {
            places.retain(|place| *place != usize::MAX);
        }
        if order != Order::Free && !places.is_sorted() {
            self.tell_as(FieldKind::Reordered, Some(before.0), Some(after.0));
        }
    }

    fn element(
        &mut self,
        keys: &Keys,
        before: Option<&Node>,
        after: Option<&Node>,
        items: Option<&Schema>,
    ) {
        self.path.push(match keys.as_slice() {
            [(name, value)] if name.is_empty() => Segment::Member(value.clone()),
            _ => Segment::Element(keys.clone()),
        });
        self.values(before, after, items);
        self.path.pop();
    }

    /// Compares lists whose elements have no keys: equal ones are aligned, and what stands between them is compared
    /// one by one where both sides have as many.
    fn in_order(&mut self, old: &[Node], new: &[Node], items: Option<&Schema>) {
        let print = |nodes: &[Node]| -> Vec<String> {
            let nodes = nodes.iter();
            nodes.map(|node| node.to_json().to_string()).collect()
        };
        let ops = if old.len().max(new.len()) > ALIGNED {
            vec![DiffOp::Replace {
                old_index: 0,
                old_len: old.len(),
                new_index: 0,
                new_len: new.len(),
            }]
        } else {
            capture_diff_slices(similar::Algorithm::Myers, &print(old), &print(new))
        };
        for op in ops {
            let (_, from, to) = op.as_tag_tuple();
            if matches!(op, DiffOp::Equal { .. }) {
                continue;
            }
            let paired = from.len().min(to.len());
            for step in 0..paired {
                let (from, to) = (from.start + step, to.start + step);
                self.position(to, old.get(from), new.get(to), items);
            }
            for at in to.skip(paired) {
                self.position(at, None, new.get(at), items);
            }
            for at in from.skip(paired) {
                self.position(at, old.get(at), None, items);
            }
        }
    }

    fn position(
        &mut self,
        at: usize,
        before: Option<&Node>,
        after: Option<&Node>,
        items: Option<&Schema>,
    ) {
        self.path.push(Segment::Index(at));
        self.values(before, after, items);
        self.path.pop();
    }
}

/// Returns the keys of every element; nothing where two elements have the same, or one has none.
fn keys_of(list: &[Node], names: &[&str], items: Option<&Schema>) -> Option<Vec<Keys>> {
    let mut seen = FxHashMap::default();
    list.iter()
        .enumerate()
        .map(|(at, element)| {
            let mut keys = Keys::new();
            for name in names {
                let stated = element.get(name).and_then(Node::to_text);
                let value = stated.or_else(|| default_of(name, items));
                if let Some(value) = value {
                    keys.push(((*name).into(), value));
                }
            }
            let is_first = seen.insert(keys.clone(), at).is_none();
            (is_first && !keys.is_empty()).then_some(keys)
        })
        .collect()
}

/// Returns what an absent key counts as.
fn default_of(name: &str, items: Option<&Schema>) -> Option<EcoString> {
    let property = items?.properties.iter().find(|known| known.name == name)?;
    let stated = property
        .schema
        .default
        .as_ref()
        .and_then(|node| node.to_text());
    stated.or_else(|| (name == "protocol").then(|| "TCP".into()))
}

/// Returns the elements of a set as keys of themselves.
fn members(list: &[Node]) -> Option<Vec<Keys>> {
    let mut seen = FxHashMap::default();
    list.iter()
        .enumerate()
        .map(|(at, element)| {
            let keys = vec![(EcoString::new(), element.to_text()?)];
            seen.insert(keys.clone(), at).is_none().then_some(keys)
        })
        .collect()
}

/// Guesses the keys of lists whose type nobody knows.
fn guessed(old: &[Node], new: &[Node]) -> Option<(Vec<Keys>, Vec<Keys>)> {
    LIKELY_KEYS
        .iter()
        .find_map(|name| keys_of(old, &[name], None).zip(keys_of(new, &[name], None)))
}
