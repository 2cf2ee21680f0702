//! PodDisruptionBudgets: whether a node can be drained, and how many pods that takes at once.

use crate::diag::plural;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::Few;
use crate::diff::world::Side;
use crate::diff::{Action, Path, Risk};
use crate::k8s::{LabelSelector, ObjectId, share};
use crate::yaml::Node;
use rustc_hash::FxHashSet;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("policy", "PodDisruptionBudget") {
        return;
    }
    if subject.action() == Action::Delete {
        let pods = Covered::of(subject, true, subject.before());
        if !pods.names.is_empty() {
            let why = format!(
                "nothing limits how many pods of {} a drained node stops at once",
                pods.names
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
    let new = Covered::of(subject, true, subject.after());
    let old = Covered::of(subject, false, subject.before());
    if subject.touches(&["spec", "selector"]) {
        let gone = uncovered(subject);
        if !gone.is_empty() {
            let why =
                format!("it no longer covers {gone}: a drained node may stop all its pods at once");
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

/// The pods that a budget covers.
#[derive(Clone, Debug, Default)]
pub(super) struct Covered {
    /// Their workloads.
    names: Few,
    /// How many there are at least; a workload that may have none counts with its first.
    total: i64,
}

impl Covered {
    /// Finds them among the objects after the change, or before it.
    fn of(subject: &Subject<'_>, is_after: bool, budget: Option<&Node>) -> Self {
        let Some(selector) = selector(budget) else {
            return Covered::default();
        };
        let side = match is_after {
            true => &subject.world.after,
            false => &subject.world.before,
        };
        let namespace = &subject.id().namespace;
        let question = (is_after, namespace.clone(), selector.clone());
        subject.world.answers.covered.get(question, || {
            let mut covered = Covered::default();
            for (id, pods) in all(side, namespace, &selector) {
                covered.names.push(id);
                covered.total = covered.total.saturating_add(pods.max(1));
            }
            covered
        })
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

fn selector(budget: Option<&Node>) -> Option<LabelSelector> {
    let selector = budget?.at(&["spec", "selector"]);
    selector.map(LabelSelector::read)
}

/// Returns the workloads whose pods a selector matches and a budget protects, with their numbers of pods.
fn all<'s, 'a>(
    side: &'s Side<'a>,
    namespace: &'s str,
    selector: &'s LabelSelector,
) -> impl Iterator<Item = (&'a ObjectId, i64)> + use<'s, 'a> {
    let is_protected = |id: &ObjectId| !matches!(id.kind.as_str(), "Job" | "CronJob");
    let found = side.selected(namespace, selector);
    let found = found.filter(move |workload| is_protected(&workload.id));
    found.filter_map(|workload| Some((&workload.id, side.pods(workload)?)))
}

/// Returns the workloads that are there on both sides and are covered before only.
fn uncovered(subject: &Subject<'_>) -> Few {
    let Some(old) = selector(subject.before()) else {
        return Few::default();
    };
    let new = selector(subject.after());
    let (before, after) = (&subject.world.before, &subject.world.after);
    let namespace = &subject.id().namespace;
    let question = (namespace.clone(), old.clone(), new.clone());
    subject.world.answers.uncovered.get(question, || {
        let new = new.iter();
        let covered: FxHashSet<&ObjectId> = new
            .flat_map(|new| all(after, namespace, new))
            .map(|(id, _)| id)
            .collect();
        let old = all(before, namespace, &old).map(|(id, _)| id);
        old.filter(|id| !covered.contains(id) && after.get(id).is_some())
            .collect()
    })
}
