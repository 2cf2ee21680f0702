//! Volumes and what they hold: claims, volumes, their classes, and what pods mount.

mod claims;
mod classes;
mod mounts;
mod snapshots;
mod templates;
mod volumes;

pub(super) use self::templates::deletes;
use crate::diff::pair::without_hash;
use crate::diff::read::text;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::Side;
use crate::diff::{Action, Path};
use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

/// The annotation of the default class, and the one it had first.
const DEFAULT: [&str; 2] = [
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    claims::judge(subject, verdict);
    classes::judge(subject, verdict);
    mounts::judge(subject, verdict);
    snapshots::judge(subject, verdict);
    templates::judge(subject, verdict);
    volumes::judge(subject, verdict);
}

/// Returns whether the object before is gone: deleted, or under another name. A name that ends in the hash of its
/// content is meant to change.
pub(super) fn is_gone(subject: &Subject<'_>) -> bool {
    let old = subject.change.renamed_from.as_ref();
    subject.action() == Action::Delete || old.is_some_and(|old| without_hash(&old.name).is_none())
}

/// Returns the name of the object before.
pub(super) fn old_name<'s>(subject: &'s Subject<'_>) -> &'s str {
    let old = subject.change.renamed_from.as_ref();
    &old.unwrap_or(subject.id()).name
}

/// Returns what the object is called after, with its namespace where only that is another one.
fn new_name(subject: &Subject<'_>) -> String {
    let id = subject.id();
    match old_name(subject) == id.name {
        true => format!("`{}` in namespace `{}`", id.name, id.namespace),
        false => format!("`{}`", id.name),
    }
}

/// Returns whether claims that name no class get this one.
pub(in crate::diff) fn is_default(class: &Node) -> bool {
    DEFAULT.iter().any(|name| {
        let stated = class.at(&["metadata", "annotations", name]);
        stated.and_then(Node::to_text).as_deref() == Some("true")
    })
}

/// Returns the class of volumes that the specification of a claim asks for, if it is among the objects.
pub(super) fn class_of<'a>(side: &Side<'a>, claim: Option<&Node>) -> Option<&'a Object> {
    let name = text(claim, &["storageClassName"]);
    let Some(name) = name else {
        return side.default_class();
    };
    side.named("storage.k8s.io", "StorageClass", name)
}

/// Returns whether volumes of a class outlive their claims.
pub(super) fn retains(class: Option<&Object>) -> bool {
    text(class.map(|class| &class.node), &["reclaimPolicy"]) == Some("Retain")
}

/// Returns how much a claim asks for.
fn size(claim: Option<&Node>) -> Option<Quantity> {
    let stated = claim?.at(&["resources", "requests", "storage"])?;
    Quantity::parse(&stated.to_text()?).ok()
}

/// The way to what a claim asks for.
fn request() -> Path {
    Path::of(&["spec", "resources", "requests", "storage"])
}
