//! ConfigMaps whose values become those of a Secret, or were: what is secret on one side is no news on the other.

use rustc_hash::FxHashSet;

use super::{Key, key, stem};
use crate::diff::{Input, Placed};
use crate::k8s::Object;
use crate::yaml::{Mapping, Node, base64};

/// The namespace and the name of a Secret, and one of its keys; empty for the Secret itself.
type Made<'a> = (&'a str, &'a str, &'a str);

/// A shorter value may be equal to another by chance.
const LONG: usize = 8;

/// What one side says of secrets.
struct Side<'a> {
    maps: FxHashSet<Key<'a>>,
    made: FxHashSet<Made<'a>>,
    values: FxHashSet<Vec<u8>>,
}

/// Returns the ConfigMaps of either side of which a value is one of a Secret on the other side: a Secret of the same name
/// has the key there and not here, or a value is the same.
pub(super) fn config_maps<'a>(input: &'a Input<'_>) -> FxHashSet<Key<'a>> {
    let mut turned = FxHashSet::default();
    let all = || input.before.iter().chain(&input.after);
    if !all().any(|placed| is_of(placed.object, "", "ConfigMap")) {
        return turned;
    }
    let (old, new) = (
        Side::of(&input.before, &input.same),
        Side::of(&input.after, &input.same),
    );
    for (list, here, there) in [(&input.before, &old, &new), (&input.after, &new, &old)] {
        let objects = list.iter().map(|placed| placed.object);
        let maps = objects.filter(|object| is_of(object, "", "ConfigMap"));
        turned.extend(
            maps.filter(|map| is_turned(map, here, there))
                .map(|map| key(&map.id)),
        );
    }
    turned
}

/// Returns whether a ConfigMap of one side becomes, or was, a Secret on the other.
fn is_turned(map: &Object, here: &Side<'_>, there: &Side<'_>) -> bool {
    let is_made = |key: &str| {
        let made = (map.id.namespace.as_str(), stem(&map.id.name), key);
        there.made.contains(&made) && !here.made.contains(&made)
    };
    let is_value = |value: &Node| {
        value
            .as_str()
            .is_some_and(|text| there.values.contains(text.as_bytes()))
    };
    let is_whole = is_made("") && !there.maps.contains(&key(&map.id));
    is_whole || data(map).any(|(key, value)| is_made(key) || is_value(value))
}

impl<'a> Side<'a> {
    fn of(list: &'a [Placed<'_>], same: &'a [Placed<'_>]) -> Self {
        let maps = list.iter().chain(same).map(|placed| placed.object);
        let maps = maps.filter(|object| is_of(object, "", "ConfigMap"));
        Side {
            maps: maps.map(|map| key(&map.id)).collect(),
            made: made(list),
            values: values(list),
        }
    }
}

/// Returns the keys of a ConfigMap with their values.
fn data(object: &Object) -> impl Iterator<Item = (&str, &Node)> {
    entries(&object.node, &["data"]).chain(entries(&object.node, &["binaryData"]))
}

/// Returns the Secrets that are made on one side, and their keys.
fn made<'a>(list: &'a [Placed<'_>]) -> FxHashSet<Made<'a>> {
    let mut all = FxHashSet::default();
    for object in list.iter().map(|placed| placed.object) {
        let node = &object.node;
        let target = node.at(&["spec", "target", "name"]).and_then(Node::as_str);
        let (name, places): (&str, &[&[&str]]) = match () {
            () if is_of(object, "", "Secret") => (&object.id.name, &[&["data"], &["stringData"]]),
            () if is_of(object, "bitnami.com", "SealedSecret") => (
                &object.id.name,
                &[&["spec", "encryptedData"], &["spec", "template", "data"]],
            ),
            () if is_of(object, "external-secrets.io", "ExternalSecret") => (
                target.unwrap_or(&object.id.name),
                &[&["spec", "target", "template", "data"]],
            ),
            () => continue,
        };
        let mut add = |key| all.insert((object.id.namespace.as_str(), stem(name), key));
        add("");
        for (key, _) in places.iter().flat_map(|keys| entries(node, keys)) {
            add(key);
        }
        let fetched = node.at(&["spec", "data"]).and_then(Node::as_list);
        for item in fetched.unwrap_or_default() {
            item.value_of("secretKey")
                .and_then(Node::as_str)
                .map(&mut add);
        }
    }
    all
}

/// Returns the values of Secrets, as programs see them.
fn values(list: &[Placed<'_>]) -> FxHashSet<Vec<u8>> {
    let secrets = list
        .iter()
        .map(|placed| placed.object)
        .filter(|object| is_of(object, "", "Secret"));
    let texts = secrets.flat_map(|secret| {
        let plain = entries(&secret.node, &["stringData"]);
        let plain = plain.filter_map(|(_, value)| Some(value.as_str()?.as_bytes().to_vec()));
        let coded = entries(&secret.node, &["data"]);
        plain.chain(coded.filter_map(|(_, value)| base64(value.as_str()?)))
    });
    texts.filter(|text| text.len() >= LONG).collect()
}

fn entries<'n>(node: &'n Node, keys: &[&str]) -> impl Iterator<Item = (&'n str, &'n Node)> {
    let map: Option<&Mapping> = node.at(keys).and_then(Node::as_map);
    map.into_iter()
        .flatten()
        .map(|entry| (entry.key.name.as_str(), &entry.value))
}

fn is_of(object: &Object, group: &str, kind: &str) -> bool {
    object.id.group == group && object.id.kind == kind
}
