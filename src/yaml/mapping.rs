//! Maps of nodes.

use ecow::EcoString;
use rustc_hash::FxHashMap;
use thin_vec::ThinVec;

use super::node::{Entry, Key, Node};
use super::tags::Tags;

/// A map that keeps its order. Small ones, nearly all, are searched from the front; large ones have an index, so that
/// a ConfigMap of 100,000 keys costs no more a key than one of ten.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    lookup: Lookup,
    entries: ThinVec<Entry>,
}

/// How a key is found. It takes sixteen bytes, since a map lies inside its node.
#[derive(Clone, Debug)]
enum Lookup {
    /// The tags of the keys. Most keys that are asked for are not there, and these bytes tell it without a look at any name.
    Tags(Tags),
    /// The positions of the keys of a large map.
    Index(Box<FxHashMap<EcoString, usize>>),
}

impl Default for Lookup {
    fn default() -> Self {
        Lookup::Tags(Tags::default())
    }
}

/// From this many entries on there is an index.
const INDEXED_FROM: usize = Tags::MOST + 1;

/// A map of fewer entries grows by [`GROWTH`].
const SMALL: usize = 8;

/// Most maps that grow get one entry more, and all of them together are most of the memory of a build.
const GROWTH: usize = 2;

impl Mapping {
    /// Returns a map without entries.
    pub fn new() -> Self {
        Mapping::default()
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn position(&self, key: &str) -> Option<usize> {
        let is_it = |at: &usize| {
            let entry = self.entries.get(*at);
            entry.is_some_and(|entry| entry.key.name == key)
        };
        match &self.lookup {
            Lookup::Tags(tags) => tags.places(Tags::tag(key)).find(is_it),
            Lookup::Index(index) => index.get(key).copied(),
        }
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|at| &mut self.entries[at].value)
    }

    /// Returns the value of a key that may well stand at `place`, as it does in a map that is nearly the same.
    pub fn get_near(&self, key: &str, place: usize) -> Option<&Node> {
        match self.entries.get(place) {
            Some(entry) if entry.key.name == key => Some(&entry.value),
            _ => self.get(key),
        }
    }

    /// Returns the entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).map(|at| &self.entries[at])
    }

    /// Returns whether the key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Sets a key that has no place in a file; it keeps its position if it was there. Returns the former value.
    pub fn insert(&mut self, key: impl Into<EcoString>, value: Node) -> Option<Node> {
        self.insert_entry(Entry {
            key: Key {
                name: key.into(),
                span: None,
            },
            value,
        })
    }

    /// Sets an entry; it keeps its position if its key was there. Returns the former value.
    pub fn insert_entry(&mut self, entry: Entry) -> Option<Node> {
        if let Some(at) = self.position(&entry.key.name) {
            return Some(std::mem::replace(&mut self.entries[at], entry).value);
        }
        match &mut self.lookup {
            Lookup::Tags(tags) => tags.put(self.entries.len(), &entry.key.name),
            Lookup::Index(index) => {
                index.insert(entry.key.name.clone(), self.entries.len());
            }
        }
        if self.entries.len() == self.entries.capacity() && self.entries.len() < SMALL {
            self.entries.reserve_exact(GROWTH);
        }
        self.entries.push(entry);
        if self.entries.len() == INDEXED_FROM {
            self.reindex();
        }
        None
    }

    /// Returns the map of these entries. Where a key stands again, its first entry counts and `again` is told both.
    pub(super) fn of_first(entries: ThinVec<Entry>, mut again: impl FnMut(&Key, &Key)) -> Self {
        if entries.len() >= INDEXED_FROM {
            let mut map = Mapping::new();
            map.entries.reserve_exact(entries.len());
            for entry in entries {
                match map.entry(&entry.key.name) {
                    Some(first) => again(&first.key, &entry.key),
                    None => {
                        map.insert_entry(entry);
                    }
                }
            }
            return map;
        }
        let tags = Tags::of(entries.iter().map(|entry| &*entry.key.name));
        let mut map = Mapping {
            lookup: Lookup::Tags(tags),
            entries,
        };
        if tags.has_twins(map.len()) {
            map.leave_repeated(tags, again);
        }
        map
    }

    /// Takes out every entry whose key stands before it, too.
    fn leave_repeated(&mut self, tags: Tags, mut again: impl FnMut(&Key, &Key)) {
        let entries = &self.entries;
        let first_of = |at: usize| {
            let name = &entries[at].key.name;
            let mut before = tags.places(Tags::tag(name)).take_while(|place| *place < at);
            before.find(|first| entries[*first].key.name == *name)
        };
        let mut repeated = Vec::new();
        for at in 1..entries.len() {
            if let Some(first) = first_of(at) {
                again(&entries[first].key, &entries[at].key);
                repeated.push(at);
            }
        }
        if repeated.is_empty() {
            return;
        }
        for at in repeated.into_iter().rev() {
            self.entries.remove(at);
        }
        self.reindex();
    }

    /// Takes a key out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.position(key)?;
        let entry = self.entries.remove(at);
        self.reindex();
        Some(entry.value)
    }

    /// Keeps the entries for which `keep` is true, in one pass.
    pub fn retain(&mut self, keep: impl FnMut(&Entry) -> bool) {
        self.entries.retain(keep);
        self.reindex();
    }

    /// Sorts the entries by `order` of their keys.
    pub fn sort_by_key<K: Ord>(&mut self, mut order: impl FnMut(&str) -> K) {
        self.entries
            .sort_by_cached_key(|entry| order(&entry.key.name));
        self.reindex();
    }

    /// Turns the order of the entries round.
    pub(super) fn reverse(&mut self) {
        self.entries.reverse();
        self.reindex();
    }

    fn reindex(&mut self) {
        if self.entries.len() < INDEXED_FROM {
            let names = self.entries.iter().map(|entry| &*entry.key.name);
            self.lookup = Lookup::Tags(Tags::of(names));
            return;
        }
        let positions = self.entries.iter().enumerate();
        let positions = positions.map(|(at, entry)| (entry.key.name.clone(), at));
        self.lookup = Lookup::Index(Box::new(positions.collect()));
    }

    /// Walks the entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// Walks the values in order, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (&Key, &mut Node)> {
        self.entries
            .iter_mut()
            .map(|entry| (&entry.key, &mut entry.value))
    }

    /// Walks the keys and values in order, to change where they come from; the names stay as they are.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = (&mut Key, &mut Node)> {
        let entries = self.entries.iter_mut();
        entries.map(|entry| (&mut entry.key, &mut entry.value))
    }

    /// Walks the keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.name.as_str())
    }
}

/// Maps are equal when they have equal values under the same keys, in any order.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .enumerate()
                .all(|(at, entry)| other.get_near(&entry.key.name, at) == Some(&entry.value))
    }
}

impl<'m> IntoIterator for &'m Mapping {
    type Item = &'m Entry;
    type IntoIter = std::slice::Iter<'m, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Mapping {
    type Item = Entry;
    type IntoIter = thin_vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl FromIterator<Entry> for Mapping {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut map = Mapping::new();
        for entry in entries {
            map.insert_entry(entry);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::TEST;

    /// Nodes are nearly all the memory of a build, and the time to have it cleared.
    #[test]
    fn nodes_are_small() {
        assert_eq!(size_of::<crate::yaml::Value>(), 24);
        assert_eq!(size_of::<Node>(), 64);
        assert_eq!(size_of::<Entry>(), 96);
    }

    #[test]
    fn large_maps_keep_order_and_find_every_key() {
        let mut map = Mapping::new();
        for number in 0..100 {
            map.insert(format!("k{number}"), Node::literal(number, &TEST));
        }
        map.remove("k50");
        assert_eq!(map.len(), 99);
        assert_eq!(map.get("k99").and_then(Node::as_int), Some(99));
        assert_eq!(map.keys().nth(50), Some("k51"));
        assert!(!map.contains("k50"));
    }
}
