//! Platform specs to objects: ALB groups, secret stores, storage and snapshot classes, and the namespaces of an environment.
//!
//! Each field of the spec has a file here. The add-on catalog joins them as `addons.rs`, with a field `addons`. NodePools,
//! issuers and policies are add-ons' business, not this one's.

pub(super) mod alb;
pub(super) mod ebs;
mod namespaces;
mod stores;

pub(super) use namespaces::namespaces;

use ecow::EcoString;

use super::common::{cluster_metadata, over};
use super::context::Context;
use super::defaults::platform as defaults;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml::{Entry, Node};

/// Returns the objects of a Platform, without its namespaces.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let mut objects = Vec::new();
    for entry in entries(component, "storageClasses") {
        let metadata = class_metadata(context, component, entry, &entry.value);
        let reclaim = ebs::Reclaim::Delete;
        let class = ebs::storage_class(context, component, metadata, &entry.value, reclaim);
        objects.extend(class);
    }
    for entry in entries(component, "snapshotClasses") {
        let metadata = class_metadata(context, component, entry, &entry.value);
        let class = ebs::snapshot_class(context, component, metadata, &entry.value);
        objects.extend(class);
    }
    for entry in entries(component, "albs") {
        objects.extend(alb::expand(context, component, entry));
    }
    for entry in entries(component, "secretStores") {
        objects.extend(stores::expand(context, component, entry));
    }
    objects
}

/// Walks the entries of a map of a Platform that are not `null`.
fn entries<'c>(component: &'c Component, field: &str) -> impl Iterator<Item = &'c Entry> {
    let map = component.spec.value_of(field).and_then(Node::as_map);
    map.into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
}

/// Returns the name of an entry of a map, as a value at the place of its key.
fn name_of(entry: &Entry, rule: &'static crate::yaml::NamedDefault) -> Node {
    let name: EcoString = entry.key.name.clone();
    let mut node = entry.value.derive(name, rule);
    node.origin.span = entry.key.span.or(node.origin.span);
    node
}

/// Returns the metadata of a class: the platform's labels, and over them those of the class itself.
fn class_metadata(context: &Context, component: &Component, entry: &Entry, spec: &Node) -> Node {
    let name = name_of(entry, &defaults::STORAGE_CLASS);
    let part = super::common::name(component);
    let mut metadata = cluster_metadata(context, component, &part, name);
    if let Some(labels) = metadata.get("labels").cloned()
        && let Some(labels) = over(labels, spec.value_of("labels"))
        && let Some(map) = metadata.as_map_mut()
    {
        map.insert("labels", labels);
    }
    metadata
}

#[cfg(test)]
mod tests;
