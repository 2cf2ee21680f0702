//! When the API server takes a change of a field that is fixed otherwise. Each is asked about a field that is below one of
//! the fixed fields of its kind.

use crate::diff::path::{Path, Segment};
use crate::diff::read::{is_true, items};
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::{FieldChange, Shown};
use crate::k8s::Minor;
use crate::yaml::Node;

/// The first minor version in which the number of kept revisions of a StatefulSet may change, and a second range be added.
const SINCE_33: Minor = Minor(33);

/// Never.
pub(super) fn never(_: &Subject<'_>, _: &FieldChange) -> bool {
    false
}

/// ConfigMaps and Secrets are fixed once they say so; the type of a Secret always is.
pub(super) fn mutable_data(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let is_fixed = is_true(subject.was(&["immutable"]));
    !is_fixed && !field.path.is_below(&["type"])
}

/// A driver of volumes says since 1.30 anew what it needs of pods.
pub(super) fn driver(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let is_freed = field.path.is_below(&["spec", "fsGroupPolicy"])
        || field.path.is_below(&["spec", "podInfoOnMount"]);
    is_freed && minor(subject) >= Minor(30)
}

/// The number of revisions that a StatefulSet keeps.
pub(super) fn stateful_set(subject: &Subject<'_>, field: &FieldChange) -> bool {
    field.path.is_below(&["spec", "revisionHistoryLimit"]) && minor(subject) >= SINCE_33
}

/// A range of the other family may join a range of Services.
pub(super) fn second_range(subject: &Subject<'_>, _: &FieldChange) -> bool {
    let ranges = |node: Option<&Node>| -> Vec<String> { texts(node) };
    let (old, new) = (
        ranges(subject.was(&["spec", "cidrs"])),
        ranges(subject.now(&["spec", "cidrs"])),
    );
    minor(subject) >= SINCE_33 && old.len() == 1 && new.len() == 2 && old.first() == new.first()
}

/// The same elements in another order.
pub(super) fn same_set(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let keys: Vec<&str> = field.path.fields().collect();
    let sorted = |node: Option<&Node>| {
        let mut texts = texts(node);
        texts.sort();
        texts.dedup();
        texts
    };
    sorted(subject.was(&keys)) == sorted(subject.now(&keys))
}

/// What a Service has of its own may stay as it is where it is not said any more, and its kind decides what it has.
pub(super) fn service(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let of = |keys: &[&str]| (subject.was(keys), subject.now(keys));
    let text = |node: Option<&Node>| node.and_then(Node::as_str).unwrap_or_default().to_owned();
    let both = |keys: &[&str]| {
        let (old, new) = of(keys);
        (text(old), text(new))
    };
    let kinds = both(&["spec", "type"]);
    let is_external = |kind: &str| kind == "ExternalName";
    match field.path.fields().nth(1).unwrap_or_default() {
        "loadBalancerClass" => kinds.0 != "LoadBalancer" || kinds.1 != "LoadBalancer",
        "healthCheckNodePort" => {
            let (old, new) = both(&["spec", "externalTrafficPolicy"]);
            let is_checked = |kind: &str, policy: &str| kind == "LoadBalancer" && policy == "Local";
            let is_stated = of(&["spec", "healthCheckNodePort"]).1.is_some();
            !is_stated || !is_checked(&kinds.0, &old) || !is_checked(&kinds.1, &new)
        }
        _ if is_external(&kinds.0) || is_external(&kinds.1) => true,
        "ipFamilies" => {
            let (old, new) = of(&["spec", "ipFamilies"]);
            let (old, new) = (texts(old), texts(new));
            let is_headless = both(&["spec", "clusterIP"]).1 == "None";
            is_headless || old.is_empty() || new.is_empty() || old.first() == new.first()
        }
        "clusterIPs" => {
            let (old, new) = of(&["spec", "clusterIPs"]);
            let (old, new) = (texts(old), texts(new));
            // The first is told as `clusterIP`, if that is there.
            new.is_empty() || old.first() == new.first() || of(&["spec", "clusterIP"]).1.is_some()
        }
        _ => of(&["spec", "clusterIP"]).1.is_none(),
    }
}

/// A Pod takes another image, fewer gates, more tolerations and an earlier end.
pub(super) fn pod(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let of = |keys: &[&str]| (subject.was(keys), subject.now(keys));
    let number = |node: Option<&Node>| node.and_then(Node::as_int);
    let mut fields = field.path.fields().skip(1);
    match (fields.next(), fields.next()) {
        (Some("containers" | "initContainers"), Some("image")) => true,
        (Some("activeDeadlineSeconds"), _) => {
            let (old, new) = of(&["spec", "activeDeadlineSeconds"]);
            let (old, new) = (number(old), number(new));
            new.is_some_and(|new| old.is_none_or(|old| new <= old))
        }
        (Some("terminationGracePeriodSeconds"), _) => {
            let (old, new) = of(&["spec", "terminationGracePeriodSeconds"]);
            number(old).is_some_and(|old| old < 0) && number(new) == Some(1)
        }
        (Some("tolerations"), _) => {
            let keys = ["spec", "tolerations"];
            let (old, new) = of(&keys);
            !is_first(subject, field, &keys) || has_all(new, old)
        }
        (Some("schedulingGates"), _) => {
            let keys = ["spec", "schedulingGates"];
            let (old, new) = of(&keys);
            !is_first(subject, field, &keys) || has_all(old, new)
        }
        _ => false,
    }
}

/// Returns whether a field is the first that differs at a place: what is said of all there is said with it.
fn is_first(subject: &Subject<'_>, field: &FieldChange, keys: &[&str]) -> bool {
    let mut fields = subject.below(keys);
    fields.next().is_some_and(|first| first.path == field.path)
}

/// Returns whether a list has every element of another.
fn has_all(all: Option<&Node>, some: Option<&Node>) -> bool {
    let written = |list| -> Vec<String> {
        let items = items(list).iter();
        items.map(|item| item.to_json().to_string()).collect()
    };
    without(&written(some), &written(all)).is_empty()
}

/// A Job that has not begun takes other places for its pods, and an indexed one another number of them. A hook is made
/// anew whenever it runs.
pub(super) fn job(subject: &Subject<'_>, field: &FieldChange) -> bool {
    let is_hook = |name: &str| subject.now(&["metadata", "annotations", name]).is_some();
    if is_hook("argocd.argoproj.io/hook") || is_hook("helm.sh/hook") {
        return true;
    }
    let path = &field.path;
    if path.is_below(&["spec", "completions"]) {
        let mode = subject.now(&["spec", "completionMode"]);
        let number = |key: &str| subject.now(&["spec", key]).and_then(Node::as_int);
        return mode.and_then(Node::as_str) == Some("Indexed")
            && number("completions") == Some(number("parallelism").unwrap_or(1));
    }
    let is_suspended = is_true(subject.was(&["spec", "suspend"]));
    let below = |keys: &[&str]| path.is_below(&[&["spec", "template"], keys].concat());
    let is_placement = below(&["metadata", "annotations"])
        || below(&["metadata", "labels"])
        || below(&["spec", "affinity", "nodeAffinity"])
        || below(&["spec", "nodeSelector"])
        || below(&["spec", "schedulingGates"])
        || below(&["spec", "tolerations"]);
    let is_size = path.fields().any(|name| name == "resources") && minor(subject) >= Minor(36);
    is_suspended && (is_placement || is_size && below(&["spec"]))
}

/// A claim is given its volume once. Which class it has that names none, only the cluster knows, if not the manifests.
pub(super) fn claim(subject: &Subject<'_>, field: &FieldChange) -> bool {
    match field.path.fields().nth(1) {
        Some("volumeName") => field.before.is_none(),
        // One says what the other says, and the server fills in what is missing, also what was removed.
        Some("dataSource" | "dataSourceRef") if is_gone(field) => true,
        Some("dataSource" | "dataSourceRef") => {
            let source = |object: Option<&Node>| {
                let of = |key: &str| object?.at(&["spec", key]).map(Node::to_json);
                of("dataSourceRef").or(of("dataSource"))
            };
            source(subject.before()) == source(subject.after())
        }
        // Removing it is refused once the cluster has applied one.
        Some("volumeAttributesClassName") => field.after.is_some(),
        Some("storageClassName") if field.before.is_none() => {
            let class = subject.world.before.default_class();
            class.is_none_or(|class| says(&field.after, &class.id.name))
        }
        _ => false,
    }
}

/// Returns whether a source is not said any more, and not only a part of it.
fn is_gone(field: &FieldChange) -> bool {
    field.after.is_none() && field.path.fields().count() == 2
}

/// How many devices are asked for is one, where it is not said.
pub(super) fn devices(_: &Subject<'_>, field: &FieldChange) -> bool {
    let says = |text| says(&field.before, text) || says(&field.after, text);
    match field.path.last_field() {
        Some("count") => {
            let count = |shown: &Option<Shown>| match shown {
                Some(Shown::Value(node)) => node.as_int().unwrap_or(1).max(1),
                _ => 1,
            };
            count(&field.before) == count(&field.after)
        }
        Some("allocationMode") => {
            (field.before.is_none() || field.after.is_none()) && says("ExactCount")
        }
        _ => false,
    }
}

/// A volume is given its place and the Secret for growing once.
pub(super) fn volume(_: &Subject<'_>, field: &FieldChange) -> bool {
    let mut fields = field.path.fields().skip(1);
    match (fields.next(), fields.next()) {
        (Some("nodeAffinity"), None) => field.before.is_none(),
        (Some("csi"), Some("controllerExpandSecretRef")) => {
            field.before.is_none()
                && field.path == Path::of(&["spec", "csi", "controllerExpandSecretRef"])
        }
        (Some("volumeAttributesClassName"), _) => field.after.is_some(),
        _ => false,
    }
}

fn minor(subject: &Subject<'_>) -> Minor {
    subject.world.schemas().minor()
}

fn says(shown: &Option<Shown>, text: &str) -> bool {
    matches!(shown, Some(Shown::Value(node)) if node.as_str() == Some(text))
}

/// Returns the texts of a list.
fn texts(list: Option<&Node>) -> Vec<String> {
    let list = items(list);
    list.iter()
        .filter_map(|item| Some(item.as_str()?.to_owned()))
        .collect()
}

/// Returns the way to the part of a field that the message names.
pub(super) fn part(field: &FieldChange, length: usize) -> Path {
    let mut path = Path::default();
    for segment in field.path.segments().iter().take(length) {
        if !matches!(segment, Segment::Field(_)) {
            break;
        }
        path.push(segment.clone());
    }
    path
}
