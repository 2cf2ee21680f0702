//! Services by their labels, for the monitors that select them.

use rustc_hash::FxHashMap;

use crate::k8s::{LabelSelector, Object};
use crate::validate::findings::items;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Every Service with labels, found by a label without looking at all of them.
pub(super) struct Services<'a> {
    by_label: FxHashMap<(&'a str, &'a str), Vec<&'a Object>>,
}

/// Returns them.
pub(super) fn services<'a>(tree: &Tree<'a>) -> Services<'a> {
    let mut by_label: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for service in tree.of_kind("Service").iter().copied() {
        let labels = service
            .node
            .at(&["metadata", "labels"])
            .and_then(Node::as_map);
        for entry in labels.into_iter().flatten() {
            if let Some(value) = entry.value.as_str() {
                by_label
                    .entry((entry.key.name.as_str(), value))
                    .or_default()
                    .push(service);
            }
        }
    }
    Services { by_label }
}

impl<'a> Services<'a> {
    /// Returns the Services that a ServiceMonitor selects; none where it selects by expressions alone.
    pub(super) fn selected(&self, monitor: &Object) -> Vec<&'a Object> {
        let Some(spec) = monitor.node.value_of("spec") else {
            return Vec::new();
        };
        let selector = spec
            .value_of("selector")
            .map_or_else(LabelSelector::default, LabelSelector::read);
        let rarest = selector
            .equalities()
            .map(|label| self.by_label.get(&label).map_or(&[][..], Vec::as_slice));
        let rarest = rarest
            .min_by_key(|services| services.len())
            .unwrap_or_default();
        let anywhere = spec
            .at(&["namespaceSelector", "any"])
            .and_then(Node::as_bool)
            == Some(true);
        let named = spec
            .value_of("namespaceSelector")
            .map(|selector| items(selector, "matchNames"))
            .unwrap_or_default();
        let is_in = |namespace: &str| {
            anywhere
                || named.iter().any(|name| name.as_str() == Some(namespace))
                || (named.is_empty() && monitor.id.namespace == namespace)
        };
        let found = rarest
            .iter()
            .copied()
            .filter(|service| is_in(&service.id.namespace));
        found
            .filter(|service| selector.matches(service.node.at(&["metadata", "labels"])))
            .collect()
    }
}
