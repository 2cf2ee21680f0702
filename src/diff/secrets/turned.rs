//! ConfigMaps whose values become those of a Secret, or were: what is secret on one side is no news on the other.

use rustc_hash::FxHashSet;

use super::{Key, key, stem};
use crate::diff::{Input, Placed};
use crate::k8s::{Object, ObjectId};
use crate::yaml::{Mapping, Node, base64};

/// The namespace and the name of a Secret, and one of its keys; empty for the Secret itself.
type Made<'a> = (&'a str, &'a str, &'a str);

/// A shorter value may be equal to another by chance.
const LONG: usize = 8;

/// Returns the ConfigMaps of either side of which a value is one of a Secret on the other side: a Secret of the same name
/// has the key there and not here, or a value is the same.
pub(super) fn config_maps<'a>(input: &'a Input<'_>) -> FxHashSet<Key<'a>> {
    let is_config = |placed: &&Placed<'_>| is_of(placed.object, "", "ConfigMap");
    let maps = |list: &'a [Placed<'_>]| list.iter().filter(is_config);
    let mut turned = FxHashSet::default();
    if maps(&input.before)
        .chain(maps(&input.after))
        .next()
        .is_none()
    {
        return turned;
    }
    let (old, new) = (made(&input.before), made(&input.after));
    let (old_values, new_values) = (values(&input.before), values(&input.after));
    let is_there = |list: &[Placed<'_>], id: &ObjectId| {
        list.iter()
            .chain(&input.same)
            .any(|placed| key(&placed.object.id) == key(id))
    };
    let sides = [
        (&input.before, &input.after, &old, &new, &new_values),
        (&input.after, &input.before, &new, &old, &old_values),
    ];
    for (here, there, made_here, made_there, values) in sides {
        for placed in maps(here) {
            let id = &placed.object.id;
            let name = (id.namespace.as_str(), stem(&id.name));
            let is_made = |key: &str| {
                let made = (name.0, name.1, key);
                made_there.contains(&made) && !made_here.contains(&made)
            };
            let is_secret = |(key, value): (&str, &Node)| {
                is_made(key)
                    || value
                        .as_str()
                        .is_some_and(|text| values.contains(text.as_bytes()))
            };
            if data(placed.object).any(is_secret) || is_made("") && !is_there(there, id) {
                turned.insert(key(id));
            }
        }
    }
    turned
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
