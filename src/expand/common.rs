//! What every component's objects have in common: identity, labels, selectors, and merging a spec over defaults.

use crate::k8s::Object;
use crate::layer::Component;
use crate::text::Span;
use crate::yaml::{Entry, Mapping, NamedDefault, Node, Value};

use super::context::Context;
use super::defaults::app as defaults;

/// Returns the object that a node is, owned by the component; nothing where the node has no identity.
pub(super) fn object(component: &Component, node: Node) -> Option<Object> {
    Object::new(node, &component.owner, Some(component.span))
}

/// Returns the name of the component, from where it stands.
pub(super) fn name(component: &Component) -> Node {
    component
        .metadata
        .value_of("name")
        .cloned()
        .unwrap_or_else(|| Node::literal(component.owner.name.clone(), &defaults::NAME))
}

/// Returns the name of the component with a suffix behind a dash: `api-migrate`.
pub(super) fn name_with(component: &Component, suffix: &str, rule: &'static NamedDefault) -> Node {
    let name = name(component);
    let text = ecow::eco_format!("{}-{suffix}", component.owner.name);
    name.derive(text, rule)
}

/// Returns the namespace of the component, from where it stands; nothing for one of the whole cluster.
pub(super) fn namespace(component: &Component) -> Option<Node> {
    if component.owner.namespace.is_empty() {
        return None;
    }
    let written = component.metadata.value_of("namespace").cloned();
    Some(
        written.unwrap_or_else(|| {
            Node::literal(component.owner.namespace.clone(), &defaults::NAMESPACE)
        }),
    )
}

/// Returns the labels of every object of a component. `part` is the name of the thing that runs, which is the
/// component's own name unless it runs several things (`orders-exporter`, `prometheus`).
pub(super) fn labels(context: &Context, component: &Component, part: &Node) -> Node {
    let mut labels = Mapping::new();
    labels.insert(NAME_LABEL, relabel(part));
    labels.insert(INSTANCE_LABEL, relabel(&name(component)));
    labels.insert(
        "app.kubernetes.io/managed-by",
        Node::literal("ekscompile", &defaults::LABELS),
    );
    labels.insert(
        "environment",
        Node::literal(context.target.name.clone(), &defaults::LABELS),
    );
    let own = component.metadata.value_of("labels").and_then(Node::as_map);
    for entry in own.into_iter().flatten() {
        // Selectors rest on these two; a label of the same key would break them and is reported elsewhere.
        if entry.key.name != NAME_LABEL
            && entry.key.name != INSTANCE_LABEL
            && !entry.value.is_null()
        {
            labels.insert(entry.key.name.clone(), entry.value.clone());
        }
    }
    Node::literal(labels, &defaults::LABELS)
}

/// Returns the labels that selectors use, which never change: name and instance.
pub(super) fn selector(component: &Component, part: &Node) -> Node {
    let mut labels = Mapping::new();
    labels.insert(NAME_LABEL, relabel(part));
    labels.insert(INSTANCE_LABEL, relabel(&name(component)));
    Node::literal(labels, &defaults::SELECTOR)
}

pub(super) const NAME_LABEL: &str = "app.kubernetes.io/name";
pub(super) const INSTANCE_LABEL: &str = "app.kubernetes.io/instance";

fn relabel(name: &Node) -> Node {
    name.derive(name.value.clone(), &defaults::SELECTOR)
}

/// Returns `metadata` of an object of the component's namespace: name, namespace, labels. Add annotations with
/// [`annotate`].
pub(super) fn metadata(context: &Context, component: &Component, part: &Node, name: Node) -> Node {
    let mut metadata = Mapping::new();
    metadata.insert("name", name);
    if let Some(namespace) = namespace(component) {
        metadata.insert("namespace", namespace);
    }
    metadata.insert("labels", labels(context, component, part));
    Node::literal(metadata, &defaults::LABELS)
}

/// Returns `metadata` of an object of the whole cluster.
pub(super) fn cluster_metadata(
    context: &Context,
    component: &Component,
    part: &Node,
    name: Node,
) -> Node {
    let mut metadata = metadata(context, component, part, name);
    if let Some(map) = metadata.as_map_mut() {
        map.remove("namespace");
    }
    metadata
}

/// Adds annotations to a `metadata` node; none leaves it as it was.
#[must_use]
pub(super) fn annotate(mut metadata: Node, annotations: Mapping) -> Node {
    if annotations.is_empty() {
        return metadata;
    }
    if let Some(map) = metadata.as_map_mut() {
        map.insert(
            "annotations",
            Node::literal(annotations, &defaults::ANNOTATIONS),
        );
    }
    metadata
}

/// Returns the key of an entry as a value, at its place.
pub(super) fn key(entry: &Entry, rule: &'static NamedDefault) -> Node {
    let mut key = entry.value.derive(entry.key.name.clone(), rule);
    key.origin.span = entry.key.span.or(key.origin.span);
    key
}

/// Returns the place of a field's key, for findings about the field as a whole.
pub(super) fn key_span(map: &Node, field: &str) -> Option<Span> {
    map.as_map()?.entry(field)?.key.span
}

/// Lays what a spec says over a tree of defaults: maps merge deeply, everything else replaces, `null` removes.
pub(super) fn over(defaults: Node, spec: Option<&Node>) -> Option<Node> {
    let Some(spec) = spec else {
        return Some(defaults);
    };
    if spec.is_null() {
        return None;
    }
    let Some(written) = spec.as_map() else {
        return Some(spec.clone());
    };
    let Value::Mapping(mut map) = defaults.value else {
        return without_nulls(spec);
    };
    for entry in written {
        let merged = match map.get(&entry.key.name).cloned() {
            Some(below) => over(below, Some(&entry.value)),
            None => without_nulls(&entry.value),
        };
        match merged {
            Some(node) => {
                map.insert(entry.key.name.clone(), node);
            }
            None => {
                map.remove(&entry.key.name);
            }
        }
    }
    Some(Node::new(map, spec.origin.clone()))
}

/// Returns the node without the `null`s that removed defaults; nothing for `null` itself.
pub(super) fn without_nulls(node: &Node) -> Option<Node> {
    match &node.value {
        Value::Null => None,
        Value::Mapping(map) => {
            let entries = map.iter().filter_map(|entry| {
                let value = without_nulls(&entry.value)?;
                Some(Entry {
                    key: entry.key.clone(),
                    value,
                })
            });
            Some(node.with(entries.collect::<Mapping>()))
        }
        Value::Sequence(items) => {
            let items: Vec<Node> = items.iter().filter_map(without_nulls).collect();
            Some(node.with(items))
        }
        _ => Some(node.clone()),
    }
}
