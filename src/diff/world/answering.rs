//! Whose pods answer for a Service.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::World;
use crate::diff::words::Few;
use crate::k8s::{LabelSelector, ObjectId};

/// Who answers for a Service whose selector is another one.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Answering {
    /// Those whose pods it selects after.
    pub(in crate::diff) now: Few,
    /// Those whose pods it selected before.
    pub(in crate::diff) so_far: Few,
    /// Of those after, the ones whose running pods do not have the labels yet.
    pub(in crate::diff) late: Few,
    /// Whether one of those answered so far.
    pub(in crate::diff) is_interrupted: bool,
    /// Whether they are the same on both sides.
    pub(in crate::diff) is_same: bool,
}

impl World<'_> {
    /// Returns who answers in a namespace, where a Service had the one selector and has the other.
    pub(in crate::diff) fn answering(
        &self,
        namespace: &EcoString,
        old: &LabelSelector,
        new: &LabelSelector,
    ) -> Answering {
        let question = (namespace.clone(), old.clone(), new.clone());
        self.answering
            .get(question, || Answering::of(self, namespace, old, new))
    }
}

impl Answering {
    fn of(world: &World<'_>, namespace: &str, old: &LabelSelector, new: &LabelSelector) -> Self {
        let (before, after) = (&world.before, &world.after);
        let now: Vec<&ObjectId> = after.selected(namespace, new).map(|o| &o.id).collect();
        let so_far: Vec<&ObjectId> = before.selected(namespace, old).map(|o| &o.id).collect();
        // Pods that run now have the labels of before, and the selector asks at once.
        let at_once: FxHashSet<&ObjectId> =
            before.selected(namespace, new).map(|o| &o.id).collect();
        let answered: FxHashSet<&ObjectId> = so_far.iter().copied().collect();
        let late = || now.iter().filter(|id| !at_once.contains(*id));
        Answering {
            late: late().collect(),
            is_interrupted: late().any(|id| answered.contains(id)),
            is_same: now == so_far,
            now: now.iter().collect(),
            so_far: so_far.iter().collect(),
        }
    }
}
