//! What an Application applies by itself, what it deletes, and how it writes.

use crate::diff::read::{is_true, items};
use crate::diff::rules::entries;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// Judges `syncPolicy` below a place.
pub(super) fn judge(subject: &Subject<'_>, at: &[&str], verdict: &mut Verdict) {
    let below = |keys: &[&'static str]| -> Vec<String> {
        at.iter().chain(keys).map(|key| (*key).to_owned()).collect()
    };
    let of = |keys: &[&'static str]| {
        let path = below(keys);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        (subject.was(&path), subject.now(&path), Path::of(&path))
    };
    let by_itself = |node: Option<&Node>| {
        node.is_some_and(|node| node.value_of("enabled").and_then(Node::as_bool) != Some(false))
    };
    let (old, new, path) = of(&["syncPolicy", "automated"]);
    match (by_itself(old), by_itself(new)) {
        (true, false) => {
            let why = "it no longer syncs by itself: nothing is applied or put right until somebody syncs it";
            return verdict.reason(Risk::Medium, path, why, "");
        }
        (false, true) => {
            let why = "it syncs by itself: everything that differs is applied at once";
            verdict.reason(Risk::Medium, path, why, "look at `argocd app diff` first");
        }
        _ => {}
    }
    let (old, new, path) = of(&["syncPolicy", "automated", "prune"]);
    match (is_true(old), is_true(new)) {
        (true, false) => verdict.reason(Risk::Medium, path, "what is removed from git stays in the cluster, and nobody keeps it", ""),
        (false, true) => verdict.reason(
            Risk::High,
            path,
            "what it applied and git no longer has is deleted, also what was removed long ago",
            "see what that is: `argocd app diff`; keep it by `argocd.argoproj.io/sync-options: Prune=false`",
        ),
        _ => {}
    }
    let (old, new, path) = of(&["syncPolicy", "automated", "selfHeal"]);
    if is_true(old) && !is_true(new) {
        verdict.reason(
            Risk::Medium,
            path,
            "what somebody changes in the cluster stays so",
            "",
        );
    }
    let (old, new, path) = of(&["syncPolicy", "syncOptions"]);
    options(subject, (old, new), &path, verdict);
}

/// Options of a sync that decide what is deleted, and how objects are written.
fn options(
    subject: &Subject<'_>,
    (old, new): (Option<&Node>, Option<&Node>),
    path: &Path,
    verdict: &mut Verdict,
) {
    let has = |list: Option<&Node>, option: &str| {
        items(list)
            .iter()
            .any(|stated| stated.as_str() == Some(option))
    };
    let replaces = |list| has(list, "Replace=true") || has(list, "Force=true");
    if !replaces(old) && replaces(new) {
        let fields: Vec<&str> = path.fields().collect();
        entries::forced(
            subject,
            &fields,
            "set `argocd.argoproj.io/sync-options: Replace=true,Force=true` on the one object that needs it, for as long",
            verdict,
        );
    }
    for (option, risk, why) in OPTIONS {
        if has(old, option) && !has(new, option) {
            let why = format!("`{option}` is gone: {why}");
            verdict.reason(*risk, path.clone(), why, "");
        }
    }
}

/// An option, what its loss can do, and what that is.
const OPTIONS: &[(&str, Risk, &str)] = &[
    (
        "Prune=false",
        Risk::High,
        "what is removed from git is deleted",
    ),
    (
        "Prune=confirm",
        Risk::High,
        "what is removed from git is deleted without a question",
    ),
    (
        "Delete=false",
        Risk::High,
        "with the Application its objects are deleted",
    ),
    (
        "Delete=confirm",
        Risk::High,
        "with the Application its objects are deleted without a question",
    ),
    (
        "PruneLast=true",
        Risk::Medium,
        "what is removed is deleted before what takes its place is healthy",
    ),
    (
        "ServerSideApply=true",
        Risk::Medium,
        "large objects are refused, and fields of others are overwritten",
    ),
    (
        "RespectIgnoreDifferences=true",
        Risk::Medium,
        "fields that are ignored are overwritten, `replicas` that an autoscaler sets too",
    ),
    (
        "FailOnSharedResource=true",
        Risk::Medium,
        "two Applications may fight for one object",
    ),
];
