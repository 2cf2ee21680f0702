//! Services that ask for the same pods before and after the change, found by the labels of pods.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::Side;
use super::memo::Memo;
use crate::k8s::{LabelSelector, Object, ObjectId};
use crate::yaml::Node;

/// The key and the value of a label.
type Label<'a> = (&'a str, EcoString);

/// Services of a namespace that ask for the same labels: what a pod means for one it means for all of them.
pub(in crate::diff) struct Alike<'a> {
    namespace: &'a str,
    selector: LabelSelector,
    /// The Services.
    pub(in crate::diff) services: Vec<&'a ObjectId>,
}

/// The Services that are there on both sides and ask for the same.
#[derive(Default)]
pub(in crate::diff) struct Services<'a> {
    alike: Vec<Alike<'a>>,
    /// By namespace and label: those that ask for it. Each stands at one label only, the one that the fewest ask for.
    by_label: FxHashMap<(&'a str, Label<'a>), Vec<usize>>,
    /// Whether pods answer for them after the change, by position.
    answered: Memo<usize, bool>,
}

impl<'a> Services<'a> {
    pub(super) fn new(before: &Side<'a>, after: &Side<'a>) -> Self {
        let mut by_labels: FxHashMap<(&str, Vec<Label<'_>>), Alike<'_>> = FxHashMap::default();
        let mut demand: FxHashMap<(&str, Label<'_>), usize> = FxHashMap::default();
        let mut order = Vec::new();
        for service in after.of_kind("", "Service") {
            let labels = asked(service);
            let is_kept = before
                .get(&service.id)
                .is_some_and(|before| asked(before) == labels);
            if labels.is_empty() || !is_kept {
                continue;
            }
            let namespace = service.id.namespace.as_str();
            let key = (namespace, labels);
            if let Some(alike) = by_labels.get_mut(&key) {
                alike.services.push(&service.id);
                continue;
            }
            for label in &key.1 {
                *demand.entry((namespace, label.clone())).or_default() += 1;
            }
            order.push(key.clone());
            let selector = service.node.at(&["spec", "selector"]);
            by_labels.insert(
                key,
                Alike {
                    namespace,
                    selector: selector.map(LabelSelector::equal_to).unwrap_or_default(),
                    services: vec![&service.id],
                },
            );
        }
        let mut all = Services::default();
        for key in order {
            let (namespace, labels) = &key;
            let rarest = labels
                .iter()
                .map(|label| (*namespace, label.clone()))
                .min_by_key(|label| demand.get(label));
            if let Some((rarest, alike)) = rarest.zip(by_labels.remove(&key)) {
                all.by_label
                    .entry(rarest)
                    .or_default()
                    .push(all.alike.len());
                all.alike.push(alike);
            }
        }
        all
    }

    /// Returns those that send requests to pods with some labels, and none to pods with others.
    pub(in crate::diff) fn between(
        &self,
        namespace: &str,
        with: Option<&Node>,
        without: Option<&Node>,
    ) -> Vec<(usize, &Alike<'a>)> {
        let found = labels(with).filter_map(|label| self.by_label.get(&(namespace, label)));
        let found = found
            .flatten()
            .filter_map(|at| Some((*at, self.alike.get(*at)?)));
        found
            .filter(|(_, alike)| alike.selector.matches(with) && !alike.selector.matches(without))
            .collect()
    }

    /// Returns whether a pod answers for them after the change.
    pub(in crate::diff) fn is_answered(
        &self,
        (at, alike): (usize, &Alike<'_>),
        after: &Side<'_>,
    ) -> bool {
        self.answered.get(at, || {
            after
                .selected(alike.namespace, &alike.selector)
                .next()
                .is_some()
        })
    }
}

#[cfg(test)]
impl Services<'_> {
    /// Returns how many differ in what they ask for.
    pub(in crate::diff) fn groups(&self) -> usize {
        self.alike.len()
    }
}

/// Returns the labels that a Service asks for, sorted.
fn asked(service: &Object) -> Vec<Label<'_>> {
    let mut labels: Vec<Label<'_>> = labels(service.node.at(&["spec", "selector"])).collect();
    labels.sort_unstable();
    labels
}

fn labels(map: Option<&Node>) -> impl Iterator<Item = Label<'_>> {
    let labels = map.and_then(Node::as_map).into_iter().flatten();
    labels.filter_map(|label| Some((label.key.name.as_str(), label.value.to_text()?)))
}
