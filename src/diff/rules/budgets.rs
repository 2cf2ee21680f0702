//! PodDisruptionBudgets: whether a node can be drained, and how many pods that takes at once.

use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::Few;
use crate::diff::world::covered::Covered;
use crate::diff::world::{Side, World};
use crate::diff::{Action, Path, Risk};
use crate::k8s::{LabelSelector, share};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("policy", "PodDisruptionBudget") {
        return;
    }
    match subject.action() {
        Action::Delete => deleted(subject, verdict),
        _ => kept(subject, verdict),
    }
}

fn deleted(subject: &Subject<'_>, verdict: &mut Verdict) {
    let pods = covered(&subject.world.after, subject, subject.before());
    if !pods.names.is_empty() {
        let why = format!(
            "nothing limits how many pods of {} a drained node stops at once",
            pods.names
        );
        let remedy = "keep a budget with `maxUnavailable: 1`";
        verdict.reason(Risk::Medium, Path::default(), why, remedy);
    }
}

fn kept(subject: &Subject<'_>, verdict: &mut Verdict) {
    let World { before, after, .. } = subject.world;
    let new = covered(after, subject, subject.after());
    let old = covered(before, subject, subject.before());
    if subject.touches(&["spec", "selector"]) {
        let gone = uncovered(subject);
        if !gone.is_empty() {
            let why =
                format!("it no longer covers {gone}: a drained node may stop all its pods at once");
            verdict.reason(Risk::Medium, Path::of(&["spec", "selector"]), why, "");
        }
    }
    let (was, is) = (
        away(subject.before(), old.total),
        away(subject.after(), new.total),
    );
    let Some((field, is)) = is.filter(|_| new.total > 0) else {
        return;
    };
    let path = Path::of(&["spec", field]);
    let was = was.map(|(_, was)| was);
    if is <= 0 && was.is_none_or(|was| was > 0) {
        let why = format!(
            "it never lets one of the {} of {} go: nodes cannot be drained, and their update stops",
            plural(new.total, "pod"),
            new.names
        );
        verdict.reason(Risk::High, path, why, "`maxUnavailable: 1`");
    } else if let Some(was) = was.filter(|was| *was > 0 && is > *was) {
        let why = format!(
            "a drained node may stop {} of {} at once instead of {was}",
            is.min(new.total),
            plural(new.total, "pod")
        );
        verdict.reason(Risk::Medium, path, why, "");
    } else if is >= new.total && was.is_none_or(|was| was < new.total) && new.total > 1 {
        let why = format!(
            "it lets all {} go at once, so it protects nothing",
            plural(new.total, "pod")
        );
        verdict.reason(Risk::Medium, path, why, "`maxUnavailable: 1`");
    }
}

/// Returns the pods that a budget covers on one side.
fn covered(side: &Side<'_>, subject: &Subject<'_>, budget: Option<&Node>) -> Covered {
    let selector = selector(budget);
    selector.map_or_else(Covered::default, |selector| {
        side.covered(&subject.id().namespace, &selector)
    })
}

/// Returns how many of so many pods a budget lets go at once, and the field that says so.
fn away(budget: Option<&Node>, total: i64) -> Option<(&'static str, i64)> {
    let spec = budget?.value_of("spec")?;
    if let Some(node) = spec.value_of("maxUnavailable") {
        return Some(("maxUnavailable", share(node, total)?));
    }
    let least = share(spec.value_of("minAvailable")?, total)?;
    Some(("minAvailable", total.saturating_sub(least)))
}

fn selector(budget: Option<&Node>) -> Option<LabelSelector> {
    let selector = budget?.at(&["spec", "selector"]);
    selector.map(LabelSelector::read)
}

/// Returns the workloads that are there on both sides and are covered before only.
fn uncovered(subject: &Subject<'_>) -> Few {
    let new = selector(subject.after());
    selector(subject.before()).map_or_else(Few::default, |old| {
        let namespace = &subject.id().namespace;
        subject.world.uncovered(namespace, &old, new.as_ref())
    })
}
