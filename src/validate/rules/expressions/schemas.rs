//! The rules in the schema of a CustomResourceDefinition, and what is known where each stands. It reports nothing.

use crate::cel::Sizes;
use crate::k8s::Minor;
use crate::k8s::schema::{Additional, List, Schema, Type, Validation};
use crate::validate::findings::{items, text};
use crate::yaml::Node;

/// A rule, and what is known of the values that it is about.
pub(super) struct Ruled<'s> {
    /// The rule as it is stated.
    pub(super) node: &'s Node,
    pub(super) rule: &'s Validation,
    /// The type of the values.
    pub(super) schema: &'s Schema,
    /// Whether they are whole objects.
    pub(super) is_resource: bool,
    /// Whether a value can be found again in the object before.
    pub(super) has_old: bool,
    /// How large they can be, as far as CEL sees them.
    pub(super) sizes: Option<&'s Sizes>,
    /// How many of them an object can have, if every list and map above has a bound.
    pub(super) count: Option<u64>,
}

/// Visits every rule of a schema, from the top.
pub(super) fn walk(node: &Node, schema: &Schema, minor: Minor, visit: &mut dyn FnMut(&Ruled<'_>)) {
    let place = Place {
        is_resource: true,
        has_old: true,
        sizes: None,
        count: Some(1),
    };
    below(node, schema, minor, place, visit);
}

/// What is known of a part of the schema.
#[derive(Clone, Copy)]
struct Place<'s> {
    is_resource: bool,
    has_old: bool,
    sizes: Option<&'s Sizes>,
    count: Option<u64>,
}

fn below(
    node: &Node,
    schema: &Schema,
    minor: Minor,
    place: Place<'_>,
    visit: &mut dyn FnMut(&Ruled<'_>),
) {
    let has_rules = !schema.validations.is_empty();
    // Nobody asks for sizes above the first rule.
    let own = (has_rules && place.sizes.is_none()).then(|| Sizes::new(schema, place.is_resource));
    let own = own.flatten();
    let sizes = place.sizes.or(own.as_ref());
    let rules = items(node, "x-kubernetes-validations");
    for (node, rule) in rules.iter().zip(&schema.validations) {
        visit(&Ruled {
            node,
            rule,
            schema,
            is_resource: place.is_resource,
            has_old: place.has_old,
            sizes,
            count: place.count,
        });
    }
    let of = |schema: &Schema, has_old: bool, sizes| Place {
        is_resource: schema.is_embedded,
        has_old: place.has_old && has_old,
        sizes,
        count: None,
    };
    let count = place.count.zip(most_below(schema));
    let count = count.map(|(above, most)| above.saturating_mul(most));
    let is_atomic = text(node, &["x-kubernetes-map-type"]) == Some("atomic");
    let properties = node.value_of("properties").and_then(Node::as_map);
    for entry in properties.into_iter().flat_map(|map| map.iter()) {
        let name = &entry.key.name;
        if let Some(part) = schema.property(name, minor) {
            let sizes = sizes.and_then(|sizes| sizes.field(name));
            let place = of(part, !is_atomic, sizes);
            below(&entry.value, part, minor, Place { count, ..place }, visit);
        }
    }
    let elements = sizes.and_then(Sizes::elements);
    if let (Some(node), Some(Additional::Of(part))) =
        (node.value_of("additionalProperties"), &schema.additional)
    {
        let place = of(part, true, elements);
        below(node, part, minor, Place { count, ..place }, visit);
    }
    if let (Some(node), Some(part)) = (node.value_of("items"), &schema.items) {
        let place = of(part, matches!(schema.list, List::Map(_)), elements);
        below(node, part, minor, Place { count, ..place }, visit);
    }
}

/// Returns how many values of each part a value of a type has at most; nothing where the type does not say.
fn most_below(schema: &Schema) -> Option<u64> {
    let limits = schema.limits.as_deref();
    match (schema.ty, &schema.additional) {
        (Type::Array, _) => limits?.max_items,
        (Type::Object, Some(_)) => limits?.max_properties,
        _ => Some(1),
    }
}
