//! Scalars that are one and the same to kustomize.
//!
//! What `labels`, `commonLabels` or `commonAnnotations` add to several places of an object is one scalar there: whoever
//! changes it later at one of the places, a patch or an overlay that means labels alone, changes it at all of them,
//! selectors included. A JSON patch reads the object anew, which parts them.

use super::resources::Resource;
use crate::patch::change::CHANGED;
use crate::yaml::{Node, Style, Value};

/// Lets shared scalars follow the one among them that was changed.
pub(super) fn follow(resource: &mut Resource) {
    if !resource.shares {
        return;
    }
    let mut changed: Vec<Node> = Vec::new();
    each(&mut resource.node, &mut |node| {
        if node.shared & CHANGED != 0 {
            node.shared &= !CHANGED;
            changed.push(node.clone());
        }
    });
    if changed.is_empty() {
        return;
    }
    each(&mut resource.node, &mut |node| {
        let last = changed.iter().rfind(|last| last.shared == node.shared);
        if let Some(last) = last.filter(|_| node.shared != 0) {
            *node = last.clone();
        }
    });
}

/// Parts shared scalars, and gives the name the type of its text: the object is read anew.
pub(super) fn part(resource: &mut Resource) {
    if std::mem::take(&mut resource.shares) {
        each(&mut resource.node, &mut |node| node.shared = 0);
    }
    let name = crate::k8s::descend(&mut resource.node, &["metadata", "name"]);
    if let Some(name) = name.filter(|name| name.style == Style::Untyped) {
        name.style = Style::Plain;
    }
}

/// Calls `visit` with every scalar.
fn each(node: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| each(item, visit)),
        Value::Mapping(map) => map.values_mut().for_each(|(_, value)| each(value, visit)),
        _ => visit(node),
    }
}
