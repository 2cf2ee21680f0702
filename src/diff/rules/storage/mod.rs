//! Volumes and what they hold: claims, volumes, their classes, and what pods mount.

mod claims;
mod classes;
mod mounts;
mod snapshots;
mod templates;
mod volumes;

pub(super) use self::templates::deletes;
use crate::diff::pair::without_hash;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, Path};
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

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

/// Returns how much a claim asks for.
fn size(claim: Option<&Node>) -> Option<Quantity> {
    let stated = claim?.at(&["resources", "requests", "storage"])?;
    Quantity::parse(&stated.to_text()?).ok()
}

/// The way to what a claim asks for.
fn request() -> Path {
    Path::of(&["spec", "resources", "requests", "storage"])
}
