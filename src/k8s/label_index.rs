//! Things with labels, found by selectors without looking at all of them.

use rustc_hash::FxHashMap;

use super::LabelSelector;
use crate::yaml::Node;

/// Positions of things, by namespace and by label.
#[derive(Clone, Default)]
pub struct LabelIndex<'a> {
    labels: Vec<Option<&'a Node>>,
    by_namespace: FxHashMap<&'a str, Vec<usize>>,
    by_label: FxHashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
}

impl<'a> LabelIndex<'a> {
    /// Adds the next thing.
    pub fn add(&mut self, namespace: &'a str, labels: Option<&'a Node>) {
        let at = self.labels.len();
        self.labels.push(labels);
        self.by_namespace.entry(namespace).or_default().push(at);
        for entry in labels.and_then(Node::as_map).into_iter().flatten() {
            if let Some(value) = entry.value.as_str() {
                let label = (namespace, entry.key.name.as_str(), value);
                self.by_label.entry(label).or_default().push(at);
            }
        }
    }

    /// Returns whether a namespace has any.
    pub fn has(&self, namespace: &str) -> bool {
        self.by_namespace.contains_key(namespace)
    }

    /// Returns the positions of all things of a namespace.
    pub fn within(&self, namespace: &str) -> &[usize] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// Returns the positions of the things of a namespace that a selector matches.
    pub fn matching<'s: 'q, 'q>(
        &'s self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = usize> + use<'s, 'q, 'a> {
        // The rarest of the labels that must be there narrows the search.
        let rarest = selector
            .equalities()
            .map(|(key, value)| {
                let found = self.by_label.get(&(namespace, key, value));
                found.map_or(&[][..], Vec::as_slice)
            })
            .min_by_key(|positions| positions.len());
        let positions = rarest
            .unwrap_or_else(|| self.within(namespace))
            .iter()
            .copied();
        positions.filter(|at| selector.matches(self.labels[*at]))
    }

    /// Returns the values that a label has in a namespace.
    pub fn values<'s>(
        &'s self,
        namespace: &str,
        key: &'s str,
    ) -> impl Iterator<Item = &'a str> + 's {
        self.within(namespace)
            .iter()
            .filter_map(move |at| self.labels[*at]?.get(key)?.as_str())
    }
}
