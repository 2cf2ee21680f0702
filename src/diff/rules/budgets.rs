//! PodDisruptionBudgets: whether a node can be drained, and how many pods that takes at once.

use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::Side;
use crate::diff::{Action, Path, Risk};
use crate::k8s::{LabelSelector, ObjectId, share};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("policy", "PodDisruptionBudget") {
        return;
    }
    let after = &subject.world.after;
    if subject.action() == Action::Delete {
        let pods = Covered::of(subject, after, subject.before());
        if !pods.names.is_empty() {
            let why = format!(
                "nothing limits how many pods of {} a drained node stops at once",
                ticked(&pods.names)
            );
            verdict.reason(
                Risk::Medium,
                Path::default(),
                why,
                "keep a budget with `maxUnavailable: 1`",
            );
        }
        return;
    }
    let new = Covered::of(subject, after, subject.after());
    let old = Covered::of(subject, &subject.world.before, subject.before());
    if subject.touches(&["spec", "selector"]) {
        let gone: Vec<&ObjectId> = old
            .names
            .iter()
            .copied()
            .filter(|name| !new.names.contains(name) && after.get(name).is_some())
            .collect();
        if !gone.is_empty() {
            let why = format!(
                "it no longer covers {}: a drained node may stop all its pods at once",
                ticked(&gone)
            );
            verdict.reason(Risk::Medium, Path::of(&["spec", "selector"]), why, "");
        }
    }
    let (was, is) = (old.away(subject.before()), new.away(subject.after()));
    let Some((field, is)) = is.filter(|_| new.total > 0) else {
        return;
    };
    let path = Path::of(&["spec", field]);
    let was = was.map(|(_, was)| was);
    if is <= 0 && was.is_none_or(|was| was > 0) {
        let why = format!(
            "it never lets one of the {} of {} go: nodes cannot be drained, and their update stops",
            plural(new.total, "pod"),
            ticked(&new.names)
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

/// The pods that a budget covers.
struct Covered<'a> {
    /// Their workloads.
    names: Vec<&'a ObjectId>,
    /// How many there are at least; a workload that may have none counts with its first.
    total: i64,
}

impl<'a> Covered<'a> {
    fn of(subject: &Subject<'_>, side: &'a Side<'_>, budget: Option<&Node>) -> Self {
        let selector = budget.and_then(|budget| budget.at(&["spec", "selector"]));
        let mut covered = Covered {
            names: Vec::new(),
            total: 0,
        };
        let Some(selector) = selector.map(LabelSelector::read) else {
            return covered;
        };
        for workload in side.selected(&subject.id().namespace, &selector) {
            if let Some(pods) = side
                .pods(workload)
                .filter(|_| !matches!(workload.id.kind.as_str(), "Job" | "CronJob"))
            {
                covered.names.push(&workload.id);
                covered.total = covered.total.saturating_add(pods.max(1));
            }
        }
        covered
    }

    /// Returns how many of them a budget lets go at once, and the field that says so.
    fn away(&self, budget: Option<&Node>) -> Option<(&'static str, i64)> {
        let spec = budget?.value_of("spec")?;
        if let Some(node) = spec.value_of("maxUnavailable") {
            return Some(("maxUnavailable", share(node, self.total)?));
        }
        let least = share(spec.value_of("minAvailable")?, self.total)?;
        Some(("minAvailable", self.total.saturating_sub(least)))
    }
}
