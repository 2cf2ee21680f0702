//! Which values are equal, and which come first.

use std::cmp::Ordering;

use super::value::{Key, List, Map, Value};
use crate::k8s::schema::List as ListType;
use crate::yaml::Node;

/// Returns whether two values are equal. Those of different types never are, but for numbers.
pub(super) fn equal(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => **a == **b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Duration(a), Value::Duration(b)) => a == b,
        (Value::Timestamp(a), Value::Timestamp(b)) => a == b,
        (Value::Type(a), Value::Type(b)) => a == b,
        (Value::List(a), Value::List(b)) => lists(a, b),
        (Value::Map(a), Value::Map(b)) => maps(a, b),
        (Value::Optional(a), Value::Optional(b)) => match (a, b) {
            (Some(a), Some(b)) => equal(a, b),
            (None, None) => true,
            _ => false,
        },
        (Value::Quantity(a, _), Value::Quantity(b, _)) => a == b,
        (Value::Ip(a), Value::Ip(b)) => a == b,
        (Value::Cidr(a), Value::Cidr(b)) => a == b,
        (Value::Url(a), Value::Url(b)) => a == b,
        (Value::Semver(a), Value::Semver(b)) => a.compare(b) == Ordering::Equal,
        (Value::Format(a), Value::Format(b)) => std::ptr::eq(*a, *b),
        (Value::Hidden(a), Value::Hidden(b)) => a == b,
        (a, b) => numbers(a, b) == Some(Ordering::Equal),
    }
}

/// Returns the order of two values that have one: numbers of any type, texts, bytes, booleans, times.
pub(super) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Some((**a).cmp(&**b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        (a, b) => numbers(a, b),
    }
}

/// Returns the order of two numbers, whatever their types; an integer loses what a double cannot hold, as in cel-go.
fn numbers(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => double(a)?.partial_cmp(&double(b)?),
    }
}

fn integer(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Int(number) => Some((*number).into()),
        Value::Uint(number) => Some((*number).into()),
        _ => None,
    }
}

fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

fn lists(a: &List<'_>, b: &List<'_>) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match a.told_apart() {
        ListType::Atomic => a.iter().zip(b.iter()).all(|(a, b)| equal(&a, &b)),
        ListType::Set => {
            let known = Members::new(a);
            b.iter().all(|value| known.find(&value).is_some())
        }
        ListType::Map(keys) => {
            let known = Keyed::new(a, keys);
            b.iter().all(|value| {
                let found = known.find(&value);
                found.is_some_and(|at| a.get(at).is_some_and(|own| equal(&own, &value)))
            })
        }
    }
}

fn maps(a: &Map<'_>, b: &Map<'_>) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.object(), a, b) {
        (Some(object), Map::Of(own, _), _) => own.iter().all(|entry| {
            let name = entry.key.name.as_str();
            // A field that both leave to its default is equal.
            match (object.field(name), b) {
                (Some(_), _) => match (a.field(name), b.field(name)) {
                    (Some(a), Some(b)) => equal(&a, &b),
                    (a, b) => a.is_none() && b.is_none(),
                },
                // What no schema describes is compared as it is, where both have it.
                (None, Map::Of(other, _)) => other.get(name).is_none_or(|it| *it == entry.value),
                (None, Map::Made(_)) => false,
            }
        }),
        _ => a.keys().iter().all(|key| match (a.get(key), b.get(key)) {
            (Some(a), Some(b)) => equal(&a, &b),
            _ => false,
        }),
    }
}

/// The elements of a set, to be found without walking over all.
pub(super) struct Members {
    known: std::collections::BTreeMap<Key, usize>,
}

impl Members {
    pub(super) fn new(list: &List<'_>) -> Self {
        let keys = list.iter().enumerate();
        let known = keys.filter_map(|(at, value)| Some((Key::of(&value)?, at)));
        Members {
            known: known.collect(),
        }
    }

    pub(super) fn find(&self, value: &Value<'_>) -> Option<usize> {
        self.known.get(&Key::of(value)?).copied()
    }
}

/// The elements of a list that keys tell apart.
pub(super) struct Keyed<'k> {
    keys: &'k [ecow::EcoString],
    known: std::collections::BTreeMap<Vec<Option<Key>>, usize>,
}

impl<'k> Keyed<'k> {
    pub(super) fn new(list: &List<'_>, keys: &'k [ecow::EcoString]) -> Self {
        let mut keyed = Keyed {
            keys,
            known: std::collections::BTreeMap::new(),
        };
        for (at, value) in list.iter().enumerate() {
            let key = keyed.key(&value);
            keyed.known.insert(key, at);
        }
        keyed
    }

    pub(super) fn find(&self, value: &Value<'_>) -> Option<usize> {
        self.known.get(&self.key(value)).copied()
    }

    fn key(&self, value: &Value<'_>) -> Vec<Option<Key>> {
        let part = |key: &ecow::EcoString| match value {
            Value::Map(Map::Of(map, _)) => {
                let node: &Node = map.get(key)?;
                Key::of(&Value::untyped(node))
            }
            _ => None,
        };
        self.keys.iter().map(part).collect()
    }
}
