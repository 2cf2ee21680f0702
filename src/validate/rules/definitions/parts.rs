//! The schemas inside the schema of a definition.

use super::either::{is_int_or_string, is_of_either};
use crate::yaml::{Mapping, Node};

/// Where a schema stands in the one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// It is the whole.
    Root,
    /// It is that of a field, or of the values of a map.
    Field,
    /// It is that of the elements of a list.
    Item,
}

/// A schema.
pub(super) struct Part<'d> {
    pub(super) node: &'d Node,
    pub(super) level: Level,
    /// Whether it stands below `allOf`, `anyOf`, `oneOf` or `not`.
    pub(super) is_nested: bool,
    /// The field of every object that it is, or is below: `metadata`, `kind` or `apiVersion`, with whether that is the
    /// object itself and not one inside.
    pub(super) own_field: Option<(&'d str, bool)>,
    /// Whether below such a field, `additionalProperties` lead here.
    pub(super) in_map_of_meta: bool,
    /// Whether it stands in `items` or `additionalProperties`, which may be schemas or something else: the published
    /// types then say nothing of what is inside.
    pub(super) is_untyped: bool,
    /// Whether it may name types: the alternatives that `x-kubernetes-int-or-string` allows.
    pub(super) may_state_type: bool,
}

/// What every object has.
pub(super) const OWN_FIELDS: [&str; 3] = ["metadata", "kind", "apiVersion"];

/// Calls `visit` with a schema and every schema inside.
pub(super) fn walk<'d>(root: &'d Node, visit: &mut dyn FnMut(&Part<'d>)) {
    let part = Part {
        node: root,
        level: Level::Root,
        is_nested: false,
        own_field: None,
        in_map_of_meta: false,
        is_untyped: false,
        may_state_type: false,
    };
    below(&part, visit);
}

fn below<'d>(part: &Part<'d>, visit: &mut dyn FnMut(&Part<'d>)) {
    visit(part);
    let inner = |node: &'d Node, level: Level| Part {
        node,
        level,
        may_state_type: false,
        ..*part
    };
    if let Some(items) = part.node.value_of("items") {
        below(
            &Part {
                is_untyped: true,
                ..inner(items, Level::Item)
            },
            visit,
        );
    }
    if let Some(values) = part.node.value_of("additionalProperties")
        && values.as_map().is_some()
    {
        let in_map_of_meta = part.in_map_of_meta || part.own_field.is_some();
        below(
            &Part {
                in_map_of_meta,
                is_untyped: true,
                ..inner(values, Level::Field)
            },
            visit,
        );
    }
    let is_object = part.level == Level::Root && !part.is_nested;
    let has_own = is_object || super::is_true(part.node, "x-kubernetes-embedded-resource");
    let properties = part.node.get("properties").and_then(Node::as_map);
    for entry in properties.into_iter().flat_map(Mapping::iter) {
        let name = entry.key.name.as_str();
        let own = has_own && OWN_FIELDS.contains(&name);
        let own_field = if own {
            Some((name, is_object))
        } else {
            part.own_field
        };
        below(
            &Part {
                own_field,
                ..inner(&entry.value, Level::Field)
            },
            visit,
        );
    }
    let any_of = part.node.get("anyOf").and_then(Node::as_list);
    let either = any_of.is_some_and(is_int_or_string);
    for key in ["allOf", "anyOf", "oneOf"] {
        let list = part.node.get(key).and_then(Node::as_list);
        for (at, node) in list.unwrap_or_default().iter().enumerate() {
            let may_state_type = match key {
                "anyOf" if !part.is_nested => either,
                // Its `anyOf` may; see below.
                "allOf" if !part.is_nested => at == 0 && is_of_either(node),
                "anyOf" => part.may_state_type,
                _ => false,
            };
            below(
                &Part {
                    is_nested: true,
                    may_state_type,
                    ..inner(node, part.level)
                },
                visit,
            );
        }
    }
    if let Some(node) = part.node.value_of("not") {
        below(
            &Part {
                is_nested: true,
                ..inner(node, part.level)
            },
            visit,
        );
    }
}
