//! Services, found by the labels of the pods that they send requests to.

use rustc_hash::FxHashMap;

use crate::k8s::{LabelSelector, Object};
use crate::yaml::Node;

/// A Service and what it asks for.
type Selecting<'a> = (LabelSelector, &'a Object);

/// A namespace, and the key and the value of a label.
type Label<'a> = (&'a str, &'a str, &'a str);

/// The Services of a side, by one label that each asks for.
#[derive(Default)]
pub(super) struct Services<'a> {
    by_label: FxHashMap<Label<'a>, Vec<Selecting<'a>>>,
}

impl<'a> Services<'a> {
    /// Adds an object, if it is a Service that selects pods.
    pub(super) fn add(&mut self, object: &'a Object) {
        if !object.id.group.is_empty() || object.id.kind != "Service" {
            return;
        }
        let Some(selector) = object.node.at(&["spec", "selector"]) else {
            return;
        };
        // All labels must be there, so any one of them finds it.
        let labels = selector.as_map().into_iter().flatten();
        let mut labels =
            labels.filter_map(|label| Some((label.key.name.as_str(), label.value.as_str()?)));
        if let Some((key, value)) = labels.next() {
            let found = self
                .by_label
                .entry((object.id.namespace.as_str(), key, value));
            found
                .or_default()
                .push((LabelSelector::equal_to(selector), object));
        }
    }

    /// Returns the Services that select pods with these labels, by the order of the labels.
    pub(super) fn selecting(&self, namespace: &str, labels: Option<&Node>) -> Vec<&'a Object> {
        let entries = labels.and_then(Node::as_map).into_iter().flatten();
        let entries =
            entries.filter_map(|label| Some((label.key.name.as_str(), label.value.as_str()?)));
        let found = entries.filter_map(|(key, value)| self.by_label.get(&(namespace, key, value)));
        let found = found
            .flatten()
            .filter(|(selector, _)| selector.matches(labels));
        found.map(|(_, service)| *service).collect()
    }
}
