//! Which pods PodDisruptionBudgets cover.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::{Side, World};
use crate::diff::words::Few;
use crate::k8s::{LabelSelector, ObjectId};

/// The pods that a budget covers.
#[derive(Clone, Debug, Default)]
pub(in crate::diff) struct Covered {
    /// Their workloads.
    pub(in crate::diff) names: Few,
    /// How many there are at least; a workload that may have none counts with its first.
    pub(in crate::diff) total: i64,
}

impl Side<'_> {
    /// Returns the pods of a namespace that a budget with this selector covers.
    pub(in crate::diff) fn covered(
        &self,
        namespace: &EcoString,
        selector: &LabelSelector,
    ) -> Covered {
        let question = (namespace.clone(), selector.clone());
        self.covered.get(question, || {
            let mut covered = Covered::default();
            for (id, pods) in all(self, namespace, selector) {
                covered.names.push(id);
                covered.total = covered.total.saturating_add(pods.max(1));
            }
            covered
        })
    }
}

impl World<'_> {
    /// Returns the workloads of a namespace that are there on both sides, and that a budget covers no longer which had
    /// the one selector and has the other.
    pub(in crate::diff) fn uncovered(
        &self,
        namespace: &EcoString,
        old: &LabelSelector,
        new: Option<&LabelSelector>,
    ) -> Few {
        let question = (namespace.clone(), old.clone(), new.cloned());
        self.uncovered.get(question, || {
            let new = new.into_iter();
            let covered: FxHashSet<&ObjectId> = new
                .flat_map(|new| all(&self.after, namespace, new))
                .map(|(id, _)| id)
                .collect();
            let old = all(&self.before, namespace, old).map(|(id, _)| id);
            old.filter(|id| !covered.contains(id) && self.after.get(id).is_some())
                .collect()
        })
    }
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
