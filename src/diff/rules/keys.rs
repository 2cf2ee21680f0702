//! Keys that are gone from a ConfigMap or a Secret while pods still name them.

use std::collections::BTreeSet;

use super::config::{made, readable};
use crate::diff::read::{is_true, items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Path, Risk};
use crate::k8s::{Object, ObjectId, pod_spec};
use crate::yaml::Node;

/// Where the keys stand.
const PLACES: [&[&str]; 5] = [
    &["data"],
    &["binaryData"],
    &["stringData"],
    &["spec", "encryptedData"],
    &["spec", "template", "data"],
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(kind) = readable(subject.id()) else {
        return;
    };
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    let (old, new) = (keys(before), keys(after));
    // What a whole secret of a provider holds is not in the manifests.
    let is_open = after.at(&["spec", "dataFrom"]).is_some();
    let gone: BTreeSet<&str> = old.difference(&new).copied().collect();
    if gone.is_empty() || is_open {
        return;
    }
    let id = subject.id();
    let name = made(id, subject.after());
    let readers = subject.world.after.readers(kind, &id.namespace, name);
    let (mut missing, mut needy) = (BTreeSet::new(), Vec::<&ObjectId>::new());
    for reader in readers {
        let named: Vec<&str> = named(reader.workload, kind, name);
        let found: Vec<&str> = named.into_iter().filter(|key| gone.contains(key)).collect();
        if !found.is_empty() {
            missing.extend(found);
            needy.push(&reader.workload.id);
        }
    }
    if needy.is_empty() {
        return;
    }
    let why = format!(
        "{} still names {}, no longer there: new pods do not start",
        ticked(needy),
        ticked(missing)
    );
    let remedy = "keep the key until nothing names it, or name it with `optional: true`";
    verdict.reason(Risk::High, Path::default(), why, remedy);
}

/// Returns the keys of what pods read.
fn keys(object: &Node) -> BTreeSet<&str> {
    let maps = PLACES.iter().filter_map(|keys| object.at(keys)?.as_map());
    let fetched = items(object.at(&["spec", "data"])).iter();
    let fetched = fetched.filter_map(|item| text(Some(item), &["secretKey"]));
    let template = object.at(&["spec", "target", "template", "data"]);
    let template = template.and_then(Node::as_map).into_iter();
    maps.chain(template)
        .flatten()
        .map(|entry| entry.key.name.as_str())
        .chain(fetched)
        .collect()
}

/// Returns the keys that the pods of a workload name and cannot do without.
fn named<'a>(workload: &'a Object, kind: &str, name: &str) -> Vec<&'a str> {
    let (variable, volume, volume_name) = match kind {
        "ConfigMap" => ("configMapKeyRef", "configMap", "name"),
        _ => ("secretKeyRef", "secret", "secretName"),
    };
    let Some(spec) = pod_spec(workload) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let lists = ["initContainers", "containers"].into_iter();
    for container in lists.flat_map(|list| items(spec.value_of(list))) {
        let sources = items(container.value_of("env")).iter();
        let sources = sources.filter_map(|env| env.at(&["valueFrom", variable]));
        let sources = sources.filter(|source| is_of(source, "name", name));
        found.extend(sources.filter_map(|source| text(Some(source), &["key"])));
    }
    for stated in items(spec.value_of("volumes")) {
        let own = stated
            .value_of(volume)
            .filter(|source| is_of(source, volume_name, name));
        let projected = items(stated.at(&["projected", "sources"])).iter();
        let projected = projected.filter_map(|source| source.value_of(volume));
        let projected = projected.filter(|source| is_of(source, "name", name));
        let listed = own.into_iter().chain(projected);
        let listed = listed.flat_map(|source| items(source.value_of("items")));
        found.extend(listed.filter_map(|item| text(Some(item), &["key"])));
    }
    found
}

/// Returns whether a reference is to that name, and must be found.
fn is_of(source: &Node, field: &str, name: &str) -> bool {
    text(Some(source), &[field]) == Some(name) && !is_true(source.value_of("optional"))
}
