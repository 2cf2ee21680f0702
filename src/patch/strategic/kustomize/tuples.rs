//! The values of several merge keys, joined where some are left out.

use ecow::EcoString;
use rustc_hash::FxHashMap;

/// The values of an element's keys; empty for a key that it does not state.
pub(super) type Tuple = Vec<EcoString>;

/// Fills in what tuples leave out from those that state it, the way kustomize does: `80` and `80 TCP` become one where
/// at least one value is common and none contradicts. Several fits: the last one wins.
pub(super) fn complete(tuples: &mut [Tuple]) {
    let Some(keys) = tuples.first().map(Vec::len) else {
        return;
    };
    if keys < 2 || tuples.iter().flatten().all(|value| !value.is_empty()) {
        return;
    }
    let mut index = Index::new(tuples);
    for at in 0..tuples.len() {
        let before = tuples[at].clone();
        for other in index.candidates(&before) {
            if let Some(joined) = join(&before, &tuples[other]) {
                index.set(tuples, at, &joined);
                index.set(tuples, other, &joined);
            }
        }
    }
}

/// Returns what two tuples are together; nothing where they contradict or share nothing, not even a gap.
fn join(one: &Tuple, two: &Tuple) -> Option<Tuple> {
    let mut common = false;
    let mut joined = Tuple::with_capacity(one.len());
    for (one, two) in one.iter().zip(two) {
        common |= one == two;
        if one != two && !one.is_empty() && !two.is_empty() {
            return None;
        }
        joined.push(if one.is_empty() { two } else { one }.clone());
    }
    common.then_some(joined)
}

/// Which tuples could be joined with which, so that not every pair is tried.
///
/// With two keys, only tuples that share a value or leave out the same key can be. With more, which no type of Kubernetes
/// has, every pair is tried.
struct Index {
    keys: usize,
    all: usize,
    /// By position and value, the tuples that state it.
    stating: FxHashMap<(usize, EcoString), Vec<usize>>,
    /// The same, of those that leave out another key.
    gappy: FxHashMap<(usize, EcoString), Vec<usize>>,
    /// All that leave out a key but state another.
    with_gaps: Vec<usize>,
    /// Those that leave out all keys.
    empty: Vec<usize>,
}

impl Index {
    fn new(tuples: &[Tuple]) -> Self {
        let mut index = Index {
            keys: tuples.first().map_or(0, Vec::len),
            all: tuples.len(),
            stating: FxHashMap::default(),
            gappy: FxHashMap::default(),
            with_gaps: Vec::new(),
            empty: Vec::new(),
        };
        for (at, tuple) in tuples.iter().enumerate() {
            index.add(at, tuple);
        }
        index
    }

    fn add(&mut self, at: usize, tuple: &Tuple) {
        let has_gap = tuple.iter().any(EcoString::is_empty);
        let mut empty = true;
        for (key, value) in tuple.iter().enumerate() {
            if !value.is_empty() {
                empty = false;
                let id = (key, value.clone());
                if has_gap {
                    self.gappy.entry(id.clone()).or_default().push(at);
                }
                self.stating.entry(id).or_default().push(at);
            }
        }
        if empty {
            self.empty.push(at);
        } else if has_gap {
            self.with_gaps.push(at);
        }
    }

    fn set(&mut self, tuples: &mut [Tuple], at: usize, joined: &Tuple) {
        if tuples[at] != *joined {
            tuples[at].clone_from(joined);
            self.add(at, joined);
        }
    }

    /// Returns the positions, in order, of all that may be joined with a tuple, and perhaps of others.
    fn candidates(&self, tuple: &Tuple) -> Vec<usize> {
        if self.keys > 2 {
            return (0..self.all).collect();
        }
        let has_gap = tuple.iter().any(EcoString::is_empty);
        let lists = if has_gap { &self.stating } else { &self.gappy };
        let stated = tuple.iter().cloned().enumerate();
        let mut found: Vec<usize> = stated
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|id| lists.get(&id))
            .flatten()
            .copied()
            .collect();
        if tuple.iter().all(EcoString::is_empty) {
            found.extend(&self.with_gaps);
        }
        if has_gap {
            found.extend(&self.empty);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every pair, in order.
    fn every_pair(tuples: &mut [Tuple]) {
        for at in 0..tuples.len() {
            let before = tuples[at].clone();
            for other in 0..tuples.len() {
                if let Some(joined) = join(&before, &tuples[other]) {
                    tuples[at].clone_from(&joined);
                    tuples[other] = joined;
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_index_leaves_no_pair_out(tuples in prop::collection::vec(prop::collection::vec("[ab]{0,1}", 2), 0..8)) {
            let mut tuples: Vec<Tuple> = tuples
                .into_iter()
                .map(|tuple| tuple.into_iter().map(EcoString::from).collect())
                .collect();
            let mut seen = rustc_hash::FxHashSet::default();
            tuples.retain(|tuple| seen.insert(tuple.clone()));
            let mut expected = tuples.clone();
            every_pair(&mut expected);
            complete(&mut tuples);
            prop_assert_eq!(tuples, expected);
        }
    }
}
