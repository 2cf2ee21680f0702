//! EK1005: two elements of a list have one key, or none can have.
//!
//! Source: sigs.k8s.io/structured-merge-diff `typed/validate.go`, which judges every server-side apply. A plain create lets
//! some of them pass.

use std::cmp::Ordering;

use super::walk::{Walk, of_apply, path};
use crate::diag::Code;
use crate::k8s::schema::{List, Schema};
use crate::k8s::{Minor, Object};
use crate::validate::findings::about;
use crate::yaml::{Node, Value};

/// So many elements are compared one by one; more are sorted first.
const FEW: usize = 16;

/// Lists of built-in types whose elements a plain create compares too, after the `Duplicate` of `pkg/apis/*/validation`.
const COMPARED: [&str; 12] = [
    "claims",
    "containers",
    "drivers",
    "initContainers",
    "matchConditions",
    "resourceClaims",
    "schedulingGates",
    "validationActions",
    "volumeDevices",
    "volumeMounts",
    "volumes",
    "webhooks",
];

/// Reports elements that stand twice, and those that cannot be told apart from others.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node, items: &[Node]) {
    if schema.list == List::Atomic || items.is_empty() {
        return;
    }
    let (minor, is_applied) = (walk.minor, walk.is_applied);
    let is_compared = |object: &Object| {
        let path = path(object, node);
        let field = path.rsplit('.').next();
        // Who creates an object cannot set its status: what is in it is dropped before anybody compares.
        !path.starts_with("status.") && field.is_some_and(|field| COMPARED.contains(&field))
    };
    for item in items.iter().filter(|item| item.is_null()) {
        walk.tell(|object, _| {
            let finding = about(
                Code::RepeatedKey,
                object,
                item,
                format!("an element of `{}` is null", path(object, node)),
            );
            of_apply(finding.help("remove the element"), is_applied)
        });
    }
    let compare = |a: &Node, b: &Node| order(schema, a, b, minor);
    for (first, second) in twice(items, compare) {
        walk.tell(|object, _| {
            let finding = about(
                Code::RepeatedKey,
                object,
                second,
                format!(
                    "two elements of `{}` of `{}` have {}",
                    path(object, node),
                    object.id,
                    key_text(schema, second, minor)
                ),
            )
            .at(second.head().or(object.span))
            .related(first.head(), "the first");
            of_apply(finding, is_applied || is_compared(object))
        });
    }
}

/// Returns each element that equals an earlier one, with that.
fn twice(
    items: &[Node],
    compare: impl Fn(&Node, &Node) -> Option<Ordering>,
) -> Vec<(&Node, &Node)> {
    let mut found = Vec::new();
    if items.len() <= FEW {
        for (at, second) in items.iter().enumerate() {
            let first = items[..at]
                .iter()
                .find(|first| compare(first, second) == Some(Ordering::Equal));
            found.extend(first.map(|first| (first, second)));
        }
        return found;
    }
    let mut sorted: Vec<(usize, &Node)> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| compare(item, item).is_some())
        .collect();
    sorted.sort_by(|(_, a), (_, b)| compare(a, b).unwrap_or(Ordering::Equal));
    let same = |a: &Node, b: &Node| compare(a, b) == Some(Ordering::Equal);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for group in sorted.chunk_by(|(_, a), (_, b)| same(a, b)) {
        let first = group.first().map_or(0, |(at, _)| *at);
        pairs.extend(group.iter().skip(1).map(|(at, _)| (first, *at)));
    }
    pairs.sort_unstable_by_key(|(_, second)| *second);
    found.extend(
        pairs
            .iter()
            .map(|(first, second)| (&items[*first], &items[*second])),
    );
    found
}

/// Compares two elements by what tells them apart; nothing where one has no key.
fn order(schema: &Schema, a: &Node, b: &Node, minor: Minor) -> Option<Ordering> {
    let List::Map(keys) = &schema.list else {
        return scalars(a, b);
    };
    // An element without any key is missing it, which is another finding.
    let has_key = |node: &Node| keys.iter().any(|key| node.value_of(key).is_some());
    if !has_key(a) || !has_key(b) {
        return None;
    }
    for key in keys {
        let default = default_of(schema, key, minor);
        let (a, b) = (a.get(key).or(default), b.get(key).or(default));
        let ordering = match (a, b) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => scalars(a, b)?,
        };
        if ordering != Ordering::Equal {
            return Some(ordering);
        }
    }
    Some(Ordering::Equal)
}

fn default_of<'s>(schema: &'s Schema, key: &str, minor: Minor) -> Option<&'s Node> {
    let property = schema.items.as_ref()?.property(key, minor)?;
    property.default.as_deref()
}

fn scalars(a: &Node, b: &Node) -> Option<Ordering> {
    Some(match (&a.value, &b.value) {
        (Value::Sequence(_) | Value::Mapping(_), _)
        | (_, Value::Sequence(_) | Value::Mapping(_)) => {
            // Elements of a set may be maps in custom resources; those are seldom and few.
            return (a == b).then_some(Ordering::Equal);
        }
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => rank(a).cmp(&rank(b)),
        },
    })
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::UInt(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => 3,
        Value::String(_) => 4,
        Value::Sequence(_) => 5,
        Value::Mapping(_) => 6,
    }
}

fn key_text(schema: &Schema, node: &Node, minor: Minor) -> String {
    let List::Map(keys) = &schema.list else {
        return format!("the value {}", node.brief());
    };
    let parts = keys.iter().filter_map(|key| {
        let value = node.get(key).or_else(|| default_of(schema, key, minor))?;
        Some(format!("`{key}: {}`", value.to_text()?))
    });
    parts.collect::<Vec<_>>().join(" and ")
}
