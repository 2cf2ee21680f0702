//! What takes data with it: Namespaces, definitions, what operators keep data for, the only copy of a secret, backups.
//!
//! Claims, volumes and StatefulSets have rules of their own.

mod backups;
mod operators;
mod policies;
mod secrets;

use std::collections::BTreeMap;

use super::guard::{self, ASK_FIRST};
use crate::diff::read::{is_true, items, text};
use crate::diff::sets::by_key;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::{Object, ObjectId, defined_kind};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "Namespace") => namespace(subject, verdict),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => definition(subject, verdict),
        (group, kind) => match operators::store_of(group, kind) {
            Some(store) => self::store(subject, verdict, store),
            None => {
                secrets::judge(subject, verdict);
                backups::judge(subject, verdict);
            }
        },
    }
}

/// Returns what is lost when a custom resource is deleted and created anew; nothing where its data stay.
pub(super) fn lost<'s>(subject: &Subject<'_>) -> Option<&'s str> {
    let id = subject.id();
    let store = operators::store_of(&id.group, &id.kind)?;
    let before = subject.pair.before?;
    let stays = policies::stays(store, &subject.world.before, before.object);
    (!stays).then_some(store.what)
}

/// Returns whether an object is where data are, or what they go with.
pub(super) fn holds_data(id: &ObjectId) -> bool {
    let kind = (id.group.as_str(), id.kind.as_str());
    operators::store_of(kind.0, kind.1).is_some()
        || matches!(
            kind,
            (
                "",
                "PersistentVolumeClaim" | "PersistentVolume" | "Namespace"
            ) | ("apps", "StatefulSet")
                | ("apiextensions.k8s.io", "CustomResourceDefinition")
        )
}

/// Says what goes with a Namespace.
fn namespace(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is_lost() || guard::tell(subject, verdict) {
        return;
    }
    let name = subject.old_name();
    let inside = subject.world.before.in_namespace(name);
    verdict.effect(Effect::Storage);
    let why = match inside.is_empty() {
        true => format!("everything in Namespace `{name}` is deleted with it"),
        false => format!(
            "everything in Namespace `{name}` is deleted with it: {}",
            kinds(inside)
        ),
    };
    verdict.reason(Risk::DataLoss, Path::default(), why, ASK_FIRST);
}

/// Returns how many objects of each kind there are: first what holds data, then what there is most of.
fn kinds(objects: &[&Object]) -> String {
    const TOLD: usize = 4;
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for object in objects {
        let id = &object.id;
        let holds_data = matches!(id.kind.as_str(), "PersistentVolumeClaim" | "StatefulSet")
            || operators::store_of(&id.group, &id.kind).is_some();
        let count = counts.entry(&id.kind).or_default();
        count.0 = count.0.max(usize::from(holds_data));
        count.1 += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut told: Vec<String> = counts
        .iter()
        .take(TOLD)
        .map(|(kind, (_, count))| format!("{count} {kind}"))
        .collect();
    let rest: usize = counts.iter().skip(TOLD).map(|(_, count)| count.1).sum();
    if rest > 0 {
        told.push(format!("{rest} more"));
    }
    told.join(", ")
}

/// Says which custom resources go with a definition, and which version it cannot lose.
fn definition(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some((group, kind)) = subject.before().and_then(defined_kind) else {
        return;
    };
    if !subject.is_lost() {
        return stored(subject, verdict, &kind);
    }
    if guard::tell(subject, verdict) {
        return;
    }
    let resources = subject.world.before.of_kind(&group, &kind);
    verdict.effect(Effect::Storage);
    let why = match resources {
        [] => format!(
            "every {kind} in the cluster is deleted with it, and what their operator keeps for them"
        ),
        all => format!(
            "every {kind} in the cluster is deleted with it: {}",
            ticked(all.iter().map(|object| &object.id))
        ),
    };
    verdict.reason(Risk::DataLoss, Path::default(), why, ASK_FIRST);
}

/// Says that a version must stay in which objects were stored.
fn stored(subject: &Subject<'_>, verdict: &mut Verdict, kind: &str) {
    let versions = |node: Option<&'_ Node>| -> Vec<(String, bool)> {
        let of = |version: &Node| {
            let is_stored = is_true(version.get("storage"));
            Some((text(Some(version), &["name"])?.to_owned(), is_stored))
        };
        items(node).iter().filter_map(of).collect()
    };
    let (old, new) = (
        versions(subject.was(&["spec", "versions"])),
        versions(subject.now(&["spec", "versions"])),
    );
    let kept = by_key(new);
    let is_lost = |name: &String| !kept.is_empty() && !kept.contains_key(name);
    let lost = old
        .iter()
        .filter(|(name, is_stored)| *is_stored && is_lost(name));
    for (name, _) in lost {
        verdict.reason(
            Risk::High,
            Path::of(&["spec", "versions"]),
            format!("the API server refuses to drop version `{name}`, in which every {kind} so far is stored"),
            format!(
                "keep `{name}` with `served: false`, write every {kind} anew, and take `{name}` out of `status.storedVersions` first"
            ),
        );
    }
}

/// Says what becomes of the data that an operator keeps for a custom resource.
fn store(subject: &Subject<'_>, verdict: &mut Verdict, store: &operators::Store) {
    let Some(before) = subject.pair.before else {
        return;
    };
    let stayed = policies::stays(store, &subject.world.before, before.object);
    if subject.is_lost() {
        verdict.effect(Effect::Storage);
        if !guard::tell(subject, verdict) {
            end(subject, verdict, store, stayed);
        }
        return;
    }
    let after = subject.pair.after;
    let stays =
        after.is_some_and(|after| policies::stays(store, &subject.world.after, after.object));
    if let Some(path) = policies::path(store).filter(|_| stayed && !stays) {
        verdict.effect(Effect::Storage);
        let why = format!(
            "from now on the data are deleted with the {}",
            subject.id().kind
        );
        let remedy = policies::remedy(store).unwrap_or_default();
        verdict.reason(Risk::DataLoss, path, why, remedy);
    }
}

/// Says what becomes of the data of a custom resource that is gone.
fn end(subject: &Subject<'_>, verdict: &mut Verdict, store: &operators::Store, stays: bool) {
    let what = store.what;
    if stays {
        let why = format!(
            "{what} goes out of the manifests; the data stay, and nothing manages them any more"
        );
        let remedy = "delete them by hand once nobody needs them";
        return verdict.reason(Risk::High, Path::default(), why, remedy);
    }
    let remedy = match policies::remedy(store) {
        Some(remedy) => format!("{remedy} and let it be applied before; make a backup"),
        None => format!("make a backup; {ASK_FIRST}"),
    };
    let why = match subject.after() {
        Some(_) => format!(
            "{what} is deleted with all its data, and `{}` starts empty",
            subject.id().name
        ),
        None => format!("{what} is deleted with all its data"),
    };
    verdict.reason(Risk::DataLoss, Path::default(), why, remedy);
}
