//! What is said of two objects is all there is to say: whoever does it to the one before gets the one after.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::compare;
use crate::diff::path::{Path, Segment};
use crate::diff::{FieldChange, FieldKind, Shown};
use crate::k8s::Minor;
use crate::k8s::schema::Schemas;
use crate::yaml::{Node, Origin, TEST};

fn node(json: &Json) -> Node {
    Node::from_json(json, &Origin::default(&TEST))
}

/// Does to an object what a comparison says: from the outside in, since positions in a list are those after, but for what is
/// taken out of it. That counts from before, so it goes first, from behind.
fn apply(object: &mut Json, fields: &[FieldChange]) {
    let value = |shown: &Option<Shown>| match shown {
        Some(Shown::Value(node)) => node.to_json(),
        other => panic!("{other:?}"),
    };
    let deepest = fields.iter().map(|field| field.path.segments().len()).max();
    for depth in 0..=deepest.unwrap_or_default() {
        let of = |kind| {
            let here = move |field: &&FieldChange| {
                field.path.segments().len() == depth && field.kind == kind
            };
            fields.iter().filter(here)
        };
        for field in of(FieldKind::Removed).rev() {
            edit(object, &field.path, None);
        }
        for field in of(FieldKind::Added) {
            edit(object, &field.path, Some((value(&field.after), true)));
        }
        for field in of(FieldKind::Changed) {
            edit(object, &field.path, Some((value(&field.after), false)));
        }
    }
    // Only now all elements are there.
    for field in fields
        .iter()
        .filter(|field| field.kind == FieldKind::Reordered)
    {
        edit(object, &field.path, Some((value(&field.after), false)));
    }
}

/// Sets, adds or removes what a path leads to.
fn edit(object: &mut Json, path: &Path, value: Option<(Json, bool)>) {
    let (last, way) = path.segments().split_last().unwrap();
    let mut at = object;
    for segment in way {
        at = match segment {
            Segment::Field(name) => at.get_mut(name.as_str()).unwrap(),
            Segment::Index(index) => at.get_mut(index).unwrap(),
            segment => {
                let index = position(at, segment).unwrap();
                at.get_mut(index).unwrap()
            }
        };
    }
    match (last, value) {
        (Segment::Field(name), Some((value, _))) => {
            at.as_object_mut().unwrap().insert(name.to_string(), value);
        }
        (Segment::Field(name), None) => drop(at.as_object_mut().unwrap().remove(name.as_str())),
        (Segment::Index(index), Some((value, true))) => {
            at.as_array_mut().unwrap().insert(*index, value)
        }
        (Segment::Index(index), Some((value, false))) => at[index] = value,
        (Segment::Index(index), None) => drop(at.as_array_mut().unwrap().remove(*index)),
        (_, Some((value, true))) => at.as_array_mut().unwrap().push(value),
        (segment, value) => {
            let index = position(at, segment).unwrap();
            match value {
                Some((value, _)) => at[index] = value,
                None => drop(at.as_array_mut().unwrap().remove(index)),
            }
        }
    }
}

/// Finds an element by its keys, or a member by its value.
fn position(list: &Json, segment: &Segment) -> Option<usize> {
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_it = |item: &Json| match segment {
        Segment::Element(keys) => keys.iter().all(|(key, value)| {
            item.get(key.as_str())
                .is_none_or(|stated| text(stated) == value.as_str())
        }),
        Segment::Member(value) => text(item) == value.as_str(),
        _ => false,
    };
    list.as_array()?.iter().position(is_it)
}

/// Puts lists whose order means nothing into one: those of elements with keys, and sets.
fn settle(value: &mut Json) {
    let key = |item: &Json| {
        let keyed = ["name", "containerPort"]
            .iter()
            .find_map(|key| item.get(key));
        keyed.map(ToString::to_string)
    };
    match value {
        Json::Array(items) => {
            items.iter_mut().for_each(settle);
            if items.iter().all(|item| key(item).is_some()) {
                items.sort_by_key(key);
            }
        }
        Json::Object(map) => {
            map.values_mut().for_each(settle);
            if let Some(Json::Array(items)) = map.get_mut("finalizers") {
                items.sort_by_key(ToString::to_string);
            }
        }
        _ => {}
    }
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(str::to_owned)
}

/// A map of some words to values.
fn map(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    prop::collection::btree_map(word(), value, 0..4)
        .prop_map(|map| Json::Object(map.into_iter().collect()))
}

/// A list of maps with a name each, in any order.
fn named(value: impl Strategy<Value = Map<String, Json>>) -> impl Strategy<Value = Json> {
    prop::collection::btree_map(word(), value, 1..4)
        .prop_map(|map| {
            let with_name = |(name, mut value): (String, Map<String, Json>)| {
                value.insert("name".to_owned(), json!(name));
                Json::Object(value)
            };
            map.into_iter().map(with_name).collect::<Vec<_>>()
        })
        .prop_shuffle()
        .prop_map(Json::Array)
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        word().prop_map(Json::String),
        (0..3).prop_map(|number| json!(number)),
        Just(json!(true))
    ]
}

fn texts() -> impl Strategy<Value = Json> {
    prop::collection::vec(word(), 1..5).prop_map(|texts| json!(texts))
}

/// A container: lists with keys in a list with keys, and one without.
fn container() -> impl Strategy<Value = Map<String, Json>> {
    let env = named(word().prop_map(|value| Map::from_iter([("value".to_owned(), json!(value))])));
    let ports = prop::collection::btree_set(1..5, 1..4).prop_map(|ports| {
        ports
            .into_iter()
            .map(|port| json!({"containerPort": port}))
            .collect()
    });
    (word(), env, texts(), ports).prop_map(|(image, env, args, ports): (_, _, _, Json)| {
        let fields = [
            ("image", json!(image)),
            ("env", env),
            ("args", args),
            ("ports", ports),
        ];
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    })
}

fn deployment() -> impl Strategy<Value = Json> {
    let finalizers = prop::collection::btree_set(word(), 1..4);
    (
        map(word().prop_map(Json::String)),
        finalizers,
        named(container()),
    )
        .prop_map(|(labels, finalizers, containers)| {
            json!({
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": "a", "labels": labels, "finalizers": finalizers},
                "spec": {"template": {"spec": {"containers": containers}}},
            })
        })
}

/// An object of a kind that nobody knows.
fn custom() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![scalar(), texts()];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        let fields = map(inner.clone()).prop_map(|map| map.as_object().cloned().unwrap());
        prop_oneof![
            map(inner.clone()),
            prop::collection::vec(inner, 1..4).prop_map(Json::Array),
            named(fields)
        ]
    });
    map(value).prop_map(|spec| {
        json!({"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": spec})
    })
}

fn check(before: &Json, after: &Json, settle: impl Fn(&mut Json)) -> Result<(), TestCaseError> {
    let schemas = Schemas::new(Minor::NEWEST);
    let (fields, _) = compare(&node(before), &node(after), &BTreeMap::new(), &schemas);
    let (mut applied, mut wanted) = (before.clone(), after.clone());
    apply(&mut applied, &fields);
    settle(&mut applied);
    settle(&mut wanted);
    prop_assert_eq!(applied, wanted, "{:?}", fields);
    Ok(())
}

proptest! {
    #[test]
    fn a_deployment_before_becomes_the_one_after(before in deployment(), after in deployment()) {
        check(&before, &after, settle)?;
    }

    #[test]
    fn an_object_of_unknown_kind_before_becomes_the_one_after(before in custom(), after in custom()) {
        check(&before, &after, |_| ())?;
    }

    #[test]
    fn of_one_object_nothing_is_said(object in custom()) {
        let schemas = Schemas::new(Minor::NEWEST);
        prop_assert!(compare(&node(&object), &node(&object), &BTreeMap::new(), &schemas).0.is_empty());
    }
}
