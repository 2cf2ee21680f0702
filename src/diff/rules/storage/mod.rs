//! Volumes and what they hold: claims, volumes, their classes, and what pods mount.

mod claims;
mod classes;
mod mounts;
mod snapshots;
mod templates;
mod volumes;

pub(super) use self::templates::deletes;
use crate::diff::Path;
use crate::diff::read::amount;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
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

/// Returns what the object is called after, with its namespace where only that is another one.
fn new_name(subject: &Subject<'_>) -> String {
    let id = subject.id();
    match subject.old_name() == id.name {
        true => format!("`{}` in namespace `{}`", id.name, id.namespace),
        false => format!("`{}`", id.name),
    }
}

/// Returns how much a claim asks for.
fn size(claim: Option<&Node>) -> Option<Quantity> {
    amount(claim?.at(&["resources", "requests", "storage"]))
}

/// The way to what a claim asks for.
fn request() -> Path {
    Path::of(&["spec", "resources", "requests", "storage"])
}
