//! Texts without quotes and without a type.
//!
//! Where a replacement makes a field, kustomize puts a bare text. It means a number or null only once the object is read
//! again: by a JSON patch, for a hash, or to be printed. Until then it can be replaced by any other text, a strategic merge
//! that comes by puts quotes around it, and an annotation is the text for good.

use super::resources::{Resource, Resources};
use crate::yaml::{Node, Style, Value};

/// Decides what the bare texts of all resources mean.
pub(super) fn settle_all(resources: &mut Resources) {
    for resource in resources.contents_mut().iter_mut().flatten() {
        if !resource.bare {
            continue;
        }
        let annotations = crate::k8s::descend(&mut resource.node, &["metadata", "annotations"]);
        for (_, value) in annotations
            .and_then(Node::as_map_mut)
            .into_iter()
            .flat_map(|map| map.values_mut())
        {
            if value.style == Style::Bare {
                value.style = Style::Quoted;
            }
        }
        settle(resource);
    }
}

/// Decides what the bare texts of a resource mean.
pub(super) fn settle(resource: &mut Resource) {
    if std::mem::take(&mut resource.bare) {
        settle_node(&mut resource.node);
    }
}

/// Decides what the bare texts of a node mean.
pub(super) fn settle_node(node: &mut Node) {
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(settle_node),
        Value::Mapping(map) => map.values_mut().for_each(|(_, value)| settle_node(value)),
        Value::String(text) if node.style == Style::Bare => {
            node.value = Value::of_go_yaml_v3(text);
            node.style = Style::Plain;
        }
        _ => {}
    }
}
