//! Lists as sets: what only one of two has, and elements by a key. However long they are, each element is looked at once.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

/// Returns what is in `these` and not in `those`, in its order.
pub(super) fn without<'t, T: Eq + Hash>(these: &'t [T], those: &[T]) -> Vec<&'t T> {
    let known: FxHashSet<&T> = those.iter().collect();
    these.iter().filter(|this| !known.contains(this)).collect()
}

/// Returns elements by their keys; of several with one key the first.
pub(super) fn by_key<K: Eq + Hash, V>(
    elements: impl IntoIterator<Item = (K, V)>,
) -> FxHashMap<K, V> {
    let mut found = FxHashMap::default();
    for (key, element) in elements {
        found.entry(key).or_insert(element);
    }
    found
}

/// Leaves of equal elements only the first.
pub(super) fn once<T: Eq + Hash + Clone>(elements: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = FxHashSet::default();
    let elements = elements.into_iter();
    elements.filter(|one| seen.insert(one.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    /// A number that counts how often it is compared.
    #[derive(Clone, Debug, Eq)]
    struct Counted(u32);

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            COMPARED.set(COMPARED.get() + 1);
            self.0 == other.0
        }
    }

    impl Hash for Counted {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn each_element_is_looked_at_once() {
        const COUNT: u32 = 1_000;
        let list = |from: u32| -> Vec<Counted> { (from..from + COUNT).map(Counted).collect() };
        let (old, new) = (list(0), list(COUNT / 2));
        assert_eq!(without(&old, &new).len(), 500);
        let all = || old.iter().chain(&new).cloned();
        assert_eq!(once(all()).len(), 1_500);
        let found = by_key(all().zip(0..));
        assert_eq!(found.get(&new[0]), Some(&500));
        // Few numbers fall together in a table, and those that are equal are compared.
        let compared = COMPARED.get();
        assert!(compared < 4_000, "{compared} comparisons");
    }
}
