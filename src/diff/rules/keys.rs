//! Keys that are gone from a ConfigMap or a Secret while pods still name them.

use std::collections::BTreeSet;

use super::config::{read_name, readable};
use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Path, Risk};
use crate::k8s::ObjectId;
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
    let (Some(before), Some(after)) = (subject.pair.before, subject.pair.after) else {
        return;
    };
    let (old, new) = (keys(&before.object.node), keys(&after.object.node));
    // What a whole secret of a provider holds is not in the manifests.
    let is_open = subject.now(&["spec", "dataFrom"]).is_some();
    let gone: BTreeSet<&str> = old.difference(&new).copied().collect();
    if gone.is_empty() || is_open {
        return;
    }
    let name = read_name(after.object);
    let namespace = &subject.id().namespace;
    let readers = subject.world.after.readers(kind, namespace, name);
    let (mut missing, mut needy) = (BTreeSet::new(), Vec::<&ObjectId>::new());
    for reader in readers {
        let found = reader.needed.iter().filter(|key| gone.contains(*key));
        let found: Vec<&str> = found.copied().collect();
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
