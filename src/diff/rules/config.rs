//! ConfigMaps and Secrets, and what makes them: who reads them, and whether pods restart to read what is new.

use crate::diff::pair::without_hash;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::readers::{Reader, Way};
use crate::diff::{Action, Effect, FieldKind, Path, Risk};
use crate::k8s::{Object, ObjectId, made_secret};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(kind) = readable(subject.id()) else {
        return;
    };
    match subject.action() {
        Action::Update | Action::Replace => judge_change(subject, verdict, kind),
        Action::Delete => judge_end(subject, verdict, kind),
        _ => {}
    }
}

/// Returns what pods read of it: a ConfigMap, or a Secret that may be made of another object.
pub(super) fn readable(id: &ObjectId) -> Option<&'static str> {
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "ConfigMap") => Some("ConfigMap"),
        ("", "Secret")
        | ("external-secrets.io", "ExternalSecret")
        | ("bitnami.com", "SealedSecret") => Some("Secret"),
        _ => None,
    }
}

/// Returns the name of what pods read: of the object, or of the Secret that is made of it.
pub(super) fn read_name(object: &Object) -> &str {
    made_secret(object).unwrap_or(&object.id.name)
}

fn judge_change(subject: &Subject<'_>, verdict: &mut Verdict, kind: &'static str) {
    const CONTENT: [&[&str]; 8] = [
        &["data"],
        &["binaryData"],
        &["stringData"],
        &["spec", "encryptedData"],
        &["spec", "template"],
        &["spec", "data"],
        &["spec", "dataFrom"],
        &["spec", "target"],
    ];
    let id = subject.id();
    let changed = CONTENT.iter().flat_map(|fields| subject.below(fields));
    let kinds: Vec<FieldKind> = changed.map(|field| field.kind).collect();
    if let Some(old) = &subject.change.renamed_from {
        judge_name(subject, verdict, kind, old);
    } else if kinds.is_empty() {
        return;
    }
    let Some(after) = subject.pair.after else {
        return;
    };
    let name = read_name(after.object);
    let readers = subject.world.after.readers(kind, &id.namespace, name);
    let (fresh, stale): (Vec<&Reader<'_>>, Vec<&Reader<'_>>) = readers
        .iter()
        .filter(|reader| reader.way != Way::Pull)
        .partition(|reader| restarts(subject, reader, kind, name));
    verdict.effect(Effect::Config {
        restart: stale.is_empty() && !fresh.is_empty(),
        consumers: readers
            .iter()
            .map(|reader| reader.workload.id.clone())
            .collect(),
    });
    if kinds.iter().all(|kind| *kind == FieldKind::Reformatted) {
        return;
    }
    if !stale.is_empty() {
        let (why, remedy) = stale_words(&stale);
        verdict.reason(Risk::Medium, Path::default(), why, remedy);
    } else if !fresh.is_empty() {
        let found: Vec<&ObjectId> = fresh.iter().map(|reader| &reader.workload.id).collect();
        let why = format!(
            "the pods of {} run with it as soon as they start anew",
            ticked(&found)
        );
        verdict.reason(Risk::Medium, Path::default(), why, "");
    }
}

/// Returns whether the pods of a workload are replaced in this change, or by a program that watches what they read.
fn restarts(subject: &Subject<'_>, reader: &Reader<'_>, kind: &str, name: &str) -> bool {
    let id = &reader.workload.id;
    if matches!(id.kind.as_str(), "Job" | "CronJob" | "ScaledJob") {
        return true;
    }
    subject.world.is_renewed(id) || is_reloaded(reader.workload, kind, name)
}

/// Returns whether Reloader restarts the pods of a workload when something changes that they read.
fn is_reloaded(workload: &Object, kind: &str, name: &str) -> bool {
    let Some(annotations) = workload.node.at(&["metadata", "annotations"]) else {
        return false;
    };
    let says = |key: &str| annotations.value_of(key).and_then(Node::as_str);
    let kind = kind.to_lowercase();
    let found = says(&format!("{kind}.reloader.stakater.com/reload")).unwrap_or_default();
    [
        "reloader.stakater.com/auto".to_owned(),
        format!("{kind}.reloader.stakater.com/auto"),
    ]
    .iter()
    .any(|key| says(key) == Some("true"))
        || found.split(',').any(|known| known.trim() == name)
}

/// Returns which pods keep what is old, and what to do about it.
fn stale_words(stale: &[&Reader<'_>]) -> (String, String) {
    let of = |ways: &[Way]| -> Vec<&ObjectId> {
        let of = stale.iter().filter(|reader| ways.contains(&reader.way));
        of.map(|reader| &reader.workload.id).collect()
    };
    let mut parts = Vec::new();
    for (way, why) in [
        (
            Way::Env,
            "keeps the old values: environment variables never change in a running pod",
        ),
        (
            Way::SubPath,
            "keeps the old file: what is mounted by `subPath` never changes in a running pod",
        ),
        (
            Way::Files,
            "has the new files after about a minute, if the program reads them again",
        ),
    ] {
        let found = of(&[way]);
        if !found.is_empty() {
            parts.push(format!("{} {why}", ticked(&found)));
        }
    }
    let kept = of(&[Way::Env, Way::SubPath]);
    let target = kept.first().or(of(&[Way::Files]).first()).copied();
    let remedy = target.map_or_else(String::new, |id| {
        format!(
            "give it a name with a hash of its content, or restart them: `kubectl rollout restart {}/{} -n {}`",
            id.kind.to_lowercase(),
            id.name,
            id.namespace
        )
    });
    (
        format!("pods will NOT restart: {}", parts.join("; ")),
        remedy,
    )
}

/// Judges another name: who still asks for the old one.
fn judge_name(subject: &Subject<'_>, verdict: &mut Verdict, kind: &'static str, old: &ObjectId) {
    let readers = subject.world.after.readers(kind, &old.namespace, &old.name);
    let needy = needy(readers);
    if needy.is_empty() {
        return;
    }
    let is_hash = without_hash(&old.name).is_some();
    let why = format!(
        "{} still needs `{}`, which is deleted: new pods do not start",
        ticked(&needy),
        old.name
    );
    let remedy = match is_hash {
        true => {
            "let kustomize write the name with the hash there too: list the workload in the same kustomization"
        }
        false => "name the new one there, or keep the old",
    };
    verdict.reason(Risk::High, Path::of(&["metadata", "name"]), why, remedy);
}

/// Returns those whose pods do not start without what they read.
fn needy<'r>(readers: &'r [Reader<'r>]) -> Vec<&'r ObjectId> {
    let needy = readers.iter().filter(|reader| !reader.is_optional);
    needy.map(|reader| &reader.workload.id).collect()
}

/// Judges what is deleted while pods still need it.
fn judge_end(subject: &Subject<'_>, verdict: &mut Verdict, kind: &'static str) {
    let Some(before) = subject.pair.before else {
        return;
    };
    let namespace = &subject.id().namespace;
    let name = read_name(before.object);
    let after = &subject.world.after;
    let stays = kind == "Secret"
        && (after.find("", kind, namespace, name).is_some() || after.makes_secret(namespace, name));
    let policy = subject
        .was(&["spec", "target", "creationPolicy"])
        .and_then(Node::as_str);
    if stays || policy.is_some_and(|policy| policy != "Owner") {
        return;
    }
    let needy = needy(after.readers(kind, namespace, name));
    if !needy.is_empty() {
        let why = format!("{} still needs it: new pods do not start", ticked(&needy));
        verdict.reason(
            Risk::High,
            Path::default(),
            why,
            "keep it until nothing reads it",
        );
    }
}
