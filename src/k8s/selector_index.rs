//! Selectors, found by the labels of a thing without asking all of them.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::LabelSelector;
use crate::yaml::Node;

/// Namespace, key and value of a label.
type Label<'a> = (&'a str, EcoString, EcoString);

/// Positions of selectors, by namespace and by a label that they demand.
#[derive(Default)]
pub struct SelectorIndex<'a> {
    selectors: Vec<LabelSelector>,
    by_label: FxHashMap<Label<'a>, Vec<usize>>,
    /// Those that demand no certain value of any label.
    open: FxHashMap<&'a str, Vec<usize>>,
}

impl<'a> SelectorIndex<'a> {
    /// Takes selectors, each with the namespace in which it selects.
    pub fn new(selectors: impl Iterator<Item = (&'a str, LabelSelector)>) -> Self {
        let selectors: Vec<(&str, LabelSelector)> = selectors.collect();
        let label = |namespace, (key, value): (&str, &str)| (namespace, key.into(), value.into());
        let mut demanded: FxHashMap<Label<'a>, usize> = FxHashMap::default();
        for (namespace, selector) in &selectors {
            for demand in selector.equalities() {
                *demanded.entry(label(*namespace, demand)).or_default() += 1;
            }
        }
        let mut index = SelectorIndex::default();
        for (at, (namespace, selector)) in selectors.into_iter().enumerate() {
            // The label that the fewest demand, so that things with it are asked about the fewest selectors.
            let labels = selector.equalities().map(|demand| label(namespace, demand));
            let positions = match labels.min_by_key(|label| demanded.get(label).copied()) {
                Some(rarest) => index.by_label.entry(rarest).or_default(),
                None => index.open.entry(namespace).or_default(),
            };
            positions.push(at);
            index.selectors.push(selector);
        }
        index
    }

    /// Returns the positions of the selectors that a thing with these labels meets.
    pub fn matching(&self, namespace: &str, labels: Option<&Node>) -> Vec<usize> {
        let entries = labels.and_then(Node::as_map).into_iter().flatten();
        let by_label = entries.filter_map(|entry| {
            let label = (namespace, entry.key.name.clone(), entry.value.to_text()?);
            self.by_label.get(&label)
        });
        let asked = by_label.chain(self.open.get(namespace)).flatten().copied();
        let mut met: Vec<usize> = asked
            .filter(|at| self.selectors[*at].matches(labels))
            .collect();
        met.sort_unstable();
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Mapping, TEST, Value};

    fn labels(pairs: &[(&str, &str)]) -> Node {
        let mut labels = Mapping::new();
        for (key, value) in pairs {
            labels.insert(*key, Node::literal(Value::String((*value).into()), &TEST));
        }
        Node::literal(Value::Mapping(labels), &TEST)
    }

    #[test]
    fn finds_what_asking_each_selector_finds() {
        let selectors = [
            ("a", "app=api"),
            ("a", "app=api,tier=web"),
            ("b", "app=api"),
            ("a", "tier"),
            ("a", "app in (api,web),!canary"),
            ("a", ""),
            ("a", "tier=db"),
        ];
        let read = |text| LabelSelector::parse(text).unwrap_or_default();
        let index = SelectorIndex::new(selectors.iter().map(|(at, text)| (*at, read(*text))));
        let things: [&[(&str, &str)]; 4] = [
            &[("app", "api"), ("tier", "web")],
            &[("app", "web")],
            &[("tier", "db"), ("canary", "x")],
            &[],
        ];
        for labels in things.map(labels) {
            let asked = (0..selectors.len()).filter(|at| {
                selectors[*at].0 == "a" && read(selectors[*at].1).matches(Some(&labels))
            });
            assert_eq!(
                index.matching("a", Some(&labels)),
                asked.collect::<Vec<_>>()
            );
        }
    }
}
