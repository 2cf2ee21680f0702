//! Which object before is which object after.
//!
//! In: the objects of both sides. Out: pairs, by identity; what is left over by name is paired by what it says, so that
//! another name is one change and not two. Whether two paired objects differ is not asked here.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Input, Placed};
use crate::k8s::ObjectId;
use crate::yaml::Node;

/// An object on one side or both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    /// Before.
    pub(super) before: Option<&'a Placed<'a>>,
    /// After.
    pub(super) after: Option<&'a Placed<'a>>,
}

/// The least share of leaves that two objects of different names must have in common to be called one.
const SIMILAR: f64 = 0.7;

/// A leaf that more objects than this have tells none of them from another.
const COMMON: usize = 8;

/// Pairs the objects of both sides. Of several objects with one identity the first counts, and one in a file that is the
/// same on both sides before all others.
pub(super) fn pairs<'a>(input: &'a Input<'a>) -> Vec<Pair<'a>> {
    let Input { before, after, .. } = input;
    let mut old = FxHashMap::default();
    for placed in before {
        old.entry(&placed.object.id).or_insert(placed);
    }
    let same = input.same.iter().map(|placed| &placed.object.id);
    let mut seen: FxHashSet<&ObjectId> = same.collect();
    let mut pairs = Vec::with_capacity(after.len());
    let mut created = Vec::new();
    for placed in after {
        let id = &placed.object.id;
        if !seen.insert(id) {
            continue;
        }
        match old.get(id) {
            Some(&before) => pairs.push(Pair {
                before: Some(before),
                after: Some(placed),
            }),
            None => created.push(placed),
        }
    }
    let mut is_new = FxHashSet::default();
    let deleted: Vec<&Placed<'_>> = before
        .iter()
        .filter(|placed| !seen.contains(&placed.object.id) && is_new.insert(&placed.object.id))
        .collect();
    let renamed = renamed(&deleted, &created);
    let taken: FxHashSet<usize> = renamed.values().copied().collect();
    for (at, placed) in deleted.iter().enumerate() {
        pairs.push(Pair {
            before: Some(placed),
            after: renamed.get(&at).map(|to| created[*to]),
        });
    }
    let fresh = created.iter().enumerate();
    let fresh = fresh.filter(|(at, _)| !taken.contains(at));
    pairs.extend(fresh.map(|(_, placed)| Pair {
        before: None,
        after: Some(placed),
    }));
    pairs
}

/// Returns for deleted objects the created one that each became: positions in both lists.
fn renamed(deleted: &[&Placed<'_>], created: &[&Placed<'_>]) -> FxHashMap<usize, usize> {
    let mut found = FxHashMap::default();
    let mut taken = FxHashSet::default();
    if deleted.is_empty() || created.is_empty() {
        return found;
    }
    // A name that ends in the hash of the content says whose next version it is.
    let mut by_stem: FxHashMap<_, VecDeque<usize>> = FxHashMap::default();
    for (at, placed) in created.iter().enumerate() {
        if let Some(stem) = stem(placed) {
            by_stem.entry(stem).or_default().push_back(at);
        }
    }
    for (at, placed) in deleted.iter().enumerate() {
        let free = stem(placed).and_then(|stem| by_stem.get_mut(&stem));
        if let Some(to) = free.and_then(VecDeque::pop_front) {
            taken.insert(to);
            found.insert(at, to);
        }
    }
    let features: Vec<Vec<u64>> = created.iter().map(|placed| leaves(placed)).collect();
    let mut having: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, leaves) in features.iter().enumerate() {
        if !taken.contains(&at) {
            for leaf in leaves {
                having.entry(*leaf).or_default().push(at);
            }
        }
    }
    for (at, placed) in deleted.iter().enumerate() {
        if found.contains_key(&at) {
            continue;
        }
        let own = leaves(placed);
        let mut shared: Vec<usize> = own
            .iter()
            .filter_map(|leaf| having.get(leaf))
            .filter(|having| having.len() <= COMMON)
            .flatten()
            .copied()
            .filter(|to| !taken.contains(to) && is_as_long(&own, &features[*to]))
            .collect();
        shared.sort_unstable();
        shared.dedup();
        let best = shared
            .into_iter()
            .map(|to| (similarity(&own, &features[to]), to))
            .filter(|(score, _)| *score >= SIMILAR)
            .max_by(|(a, to_a), (b, to_b)| a.total_cmp(b).then(to_b.cmp(to_a)));
        if let Some((_, to)) = best {
            taken.insert(to);
            found.insert(at, to);
        }
    }
    found
}

/// Returns what is left of an identity without the hash that its name ends with.
fn stem<'a>(placed: &'a Placed<'_>) -> Option<(&'a str, &'a str, &'a str)> {
    let id = &placed.object.id;
    Some((&id.kind, &id.namespace, without_hash(&id.name)?))
}

/// Returns a name without the suffix that kustomize, `kubectl` and we derive from content: ten letters and digits, of
/// which Kubernetes' alphabet leaves out what could make words.
pub(super) fn without_hash(name: &str) -> Option<&str> {
    const ALPHABET: &str = "bcdfghjklmnpqrstvwxz2456789";
    let (stem, hash) = name.rsplit_once('-')?;
    let is_hash = hash.len() == 10 && hash.chars().all(|letter| ALPHABET.contains(letter));
    is_hash.then_some(stem)
}

/// Returns a number for each leaf of an object, its kind included and its name left out; sorted.
fn leaves(placed: &Placed<'_>) -> Vec<u64> {
    use std::hash::{Hash, Hasher};
    let mut leaves = Vec::new();
    let id = &placed.object.id;
    let mut of = |pointer: &str, node: &Node| {
        if matches!(pointer, "/metadata/name" | "/kind" | "/apiVersion") {
            return;
        }
        let mut hasher = rustc_hash::FxHasher::default();
        (id.kind.as_str(), pointer, node.to_text()).hash(&mut hasher);
        leaves.push(hasher.finish());
    };
    placed.object.node.leaves(&mut of);
    leaves.sort_unstable();
    leaves
}

/// Returns whether two lists are of such lengths that they can have enough in common.
fn is_as_long(one: &[u64], other: &[u64]) -> bool {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    shorter as f64 >= SIMILAR * longer as f64
}

/// Returns the share of leaves that two sorted lists have in common.
fn similarity(one: &[u64], other: &[u64]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0_u32);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let longest = one.len().max(other.len());
    if longest == 0 {
        return 0.0;
    }
    f64::from(common) / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_from_a_word() {
        assert_eq!(without_hash("api-config-5t8m2bk9fc"), Some("api-config"));
        assert_eq!(without_hash("api-monitoring"), None);
        assert_eq!(without_hash("api-abcdefghij"), None);
    }
}
