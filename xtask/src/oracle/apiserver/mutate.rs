//! Random changes of valid objects.
//!
//! A mutator knows the bases alone: which keys stand below which, and what values they have there. So it can add a member
//! of a union beside another, or take the value of another field of that name, without a schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::values;
use crate::Failure;
use crate::differential::Random;

/// A change: operations of a JSON patch, and what they do in words.
#[derive(Clone, Debug)]
pub(super) struct Mutation {
    /// What it does, `replace`, with the field that it does it to.
    pub(super) what: String,
    /// The operations: `add`, `replace`, `remove`.
    pub(super) patch: Vec<Json>,
}

/// What the bases show.
pub(super) struct Mutator {
    /// Below a field of this name: the keys, with the values they have.
    siblings: BTreeMap<String, BTreeMap<String, Vec<Json>>>,
}

impl Mutator {
    /// Learns from objects.
    pub(super) fn new<'b>(bases: impl IntoIterator<Item = &'b Json>) -> Self {
        let mut siblings: BTreeMap<String, BTreeMap<String, Vec<Json>>> = BTreeMap::new();
        for base in bases {
            for pointer in pointers(base) {
                let Some(Json::Object(map)) = base.pointer(&pointer) else {
                    continue;
                };
                let below = siblings.entry(field_of(&pointer)).or_default();
                for (key, value) in map {
                    let values = below.entry(key.clone()).or_default();
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
            }
        }
        Mutator { siblings }
    }

    /// Makes one change, now and then two.
    pub(super) fn mutate(&self, base: &Json, random: &mut Random) -> Result<Mutation, Failure> {
        let first = self.once(base, random);
        if !random.one_in(8) {
            return Ok(first);
        }
        let mut object = base.clone();
        apply(&mut object, &first.patch)?;
        let second = self.once(&object, random);
        Ok(Mutation {
            what: format!("{}, {}", first.what, second.what),
            patch: [first.patch, second.patch].concat(),
        })
    }

    fn once(&self, object: &Json, random: &mut Random) -> Mutation {
        let mut places = pointers(object);
        // What the object is, and where, is the question and no part of the answer.
        places.retain(|place| {
            ![
                "",
                "/apiVersion",
                "/kind",
                "/metadata",
                "/metadata/namespace",
            ]
            .contains(&place.as_str())
        });
        loop {
            let Some(place) = random.pick(&places) else {
                return Mutation {
                    what: "nothing".to_owned(),
                    patch: Vec::new(),
                };
            };
            let Some(value) = object.pointer(place) else {
                continue;
            };
            if let Some((what, patch)) = self.change(object, place, value, random) {
                return Mutation {
                    what: format!("{what} {place}"),
                    patch,
                };
            }
        }
    }

    fn change(
        &self,
        object: &Json,
        place: &str,
        value: &Json,
        random: &mut Random,
    ) -> Option<(&'static str, Vec<Json>)> {
        let replace = |value: Json| vec![json!({"op": "replace", "path": place, "value": value})];
        let other = |text: Option<&&str>| {
            let other: Json = serde_json::from_str(text?).ok()?;
            (other != *value).then_some(other)
        };
        let field = field_of(place);
        match random.below(10) {
            0 => Some(("remove", vec![json!({"op": "remove", "path": place})])),
            1 => Some(("retype", replace(other(random.pick(values::TYPES))?))),
            2 | 3 => Some((
                "set",
                replace(other(random.pick(values::of_field(&field)))?),
            )),
            4 => {
                let values = self.seen(place)?;
                let seen = random.pick(values)?.clone();
                (seen != *value).then(|| ("borrow", replace(seen)))
            }
            5 => rename(place, value, random).map(|patch| ("rename", patch)),
            6..=9 => match value {
                Json::String(_) => Some(("set", replace(other(random.pick(values::STRINGS))?))),
                Json::Number(_) => Some(("set", replace(other(random.pick(values::NUMBERS))?))),
                Json::Bool(truth) => Some(("set", replace(json!(!truth)))),
                Json::Array(items) => list(place, items, random),
                Json::Object(map) => self.map(place, &field, map, random),
                Json::Null => None,
            },
            _ => None,
        }
        .filter(|(_, patch)| apply(&mut object.clone(), patch).is_ok())
    }

    /// Returns the values that a field of this name has below others of its name.
    fn seen(&self, place: &str) -> Option<&Vec<Json>> {
        let (parent, key) = place.rsplit_once('/')?;
        self.siblings.get(&field_of(parent))?.get(key)
    }

    /// Adds what stands beside the others elsewhere, or what nobody knows; or takes everything away.
    fn map(
        &self,
        place: &str,
        field: &str,
        map: &Map<String, Json>,
        random: &mut Random,
    ) -> Option<(&'static str, Vec<Json>)> {
        let add = |key: &str, value: &Json| {
            let path = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
            vec![json!({"op": "add", "path": path, "value": value})]
        };
        match random.below(8) {
            0 => Some((
                "empty",
                vec![json!({"op": "replace", "path": place, "value": {}})],
            )),
            1 => Some(("invent", add("bogus", &json!("x")))),
            2 => Some(("invent", add("Bad Key!", &json!("x")))),
            _ => {
                let known = self.siblings.get(field)?.iter();
                let absent: Vec<_> = known.filter(|(key, _)| !map.contains_key(*key)).collect();
                let (key, values) = random.pick(&absent)?;
                Some(("add", add(key, random.pick(values)?)))
            }
        }
    }
}

fn list(place: &str, items: &[Json], random: &mut Random) -> Option<(&'static str, Vec<Json>)> {
    let append =
        |value: &Json| vec![json!({"op": "add", "path": format!("{place}/-"), "value": value})];
    match random.below(4) {
        0 => Some((
            "empty",
            vec![json!({"op": "replace", "path": place, "value": []})],
        )),
        1 | 2 => Some(("duplicate", append(random.pick(items)?))),
        _ => Some(("append", append(&json!({})))),
    }
}

/// Misspells the key of a map.
fn rename(place: &str, value: &Json, random: &mut Random) -> Option<Vec<Json>> {
    let (parent, key) = place.rsplit_once('/')?;
    if key.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let other = match random.below(3) {
        0 => format!("{key}s"),
        1 => key.to_uppercase(),
        _ => key.chars().skip(1).collect(),
    };
    Some(vec![
        json!({"op": "remove", "path": place}),
        json!({"op": "add", "path": format!("{parent}/{other}"), "value": value}),
    ])
}

/// Returns the name of the field that a pointer leads to; an element of a list has that of the list.
fn field_of(pointer: &str) -> String {
    let is_name = |part: &&str| !part.chars().all(|c| c.is_ascii_digit());
    let name = pointer.rsplit('/').find(is_name).unwrap_or_default();
    name.replace("~1", "/").replace("~0", "~")
}

/// Returns the pointers of everything in a value, itself first.
fn pointers(value: &Json) -> Vec<String> {
    fn walk(value: &Json, pointer: String, all: &mut Vec<String>) {
        all.push(pointer.clone());
        match value {
            Json::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, format!("{pointer}/{at}"), all);
                }
            }
            Json::Object(map) => {
                for (key, item) in map {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    walk(item, format!("{pointer}/{key}"), all);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk(value, String::new(), &mut all);
    all
}

/// Carries out the operations.
pub(super) fn apply(object: &mut Json, patch: &[Json]) -> Result<(), Failure> {
    for operation in patch {
        let path = operation["path"].as_str().unwrap_or_default();
        let (parent, key) = path.rsplit_once('/').ok_or("an operation on the root")?;
        let key = key.replace("~1", "/").replace("~0", "~");
        let parent = object
            .pointer_mut(parent)
            .ok_or_else(|| format!("nothing at {path}"))?;
        let value = &operation["value"];
        match (operation["op"].as_str(), parent) {
            (Some("remove"), Json::Object(map)) => {
                map.shift_remove(&key)
                    .ok_or_else(|| format!("nothing at {path}"))?;
            }
            (Some("remove"), Json::Array(items)) => {
                let at: usize = key.parse()?;
                if at >= items.len() {
                    return Err(format!("nothing at {path}").into());
                }
                items.remove(at);
            }
            (Some("add" | "replace"), Json::Object(map)) => {
                map.insert(key, value.clone());
            }
            (Some("add"), Json::Array(items)) if key == "-" => items.push(value.clone()),
            (Some("replace"), Json::Array(items)) => {
                let at: usize = key.parse()?;
                *items
                    .get_mut(at)
                    .ok_or_else(|| format!("nothing at {path}"))? = value.clone();
            }
            _ => return Err(format!("cannot do {operation}").into()),
        }
    }
    Ok(())
}
