//! What becomes of the pods that a NetworkPolicy selects.

use ecow::EcoString;

use super::{Side, World};
use crate::diff::words::Few;
use crate::k8s::{LabelSelector, ObjectId, pod_template};
use crate::yaml::Node;

/// Whom a policy selects in one direction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) struct Selects {
    /// Whether it is for what goes out.
    pub(in crate::diff) is_out: bool,
    /// Those selected before; nothing where the policy did not speak of the direction.
    pub(in crate::diff) before: Option<Pods>,
    /// Those selected after.
    pub(in crate::diff) after: Option<Pods>,
}

/// Workloads, by what becomes of their pods. What was not there before loses nothing by a policy, and what is gone needs
/// none.
#[derive(Clone, Debug, Default)]
pub(in crate::diff) struct Moves {
    /// Whether the policy selected any before.
    pub(in crate::diff) were: bool,
    /// Those that it selects on both sides.
    pub(in crate::diff) kept: Few,
    /// Those that it selects now, and nothing did so far.
    pub(in crate::diff) closed: Few,
    /// Those that it selects now beside other policies.
    pub(in crate::diff) joined: Few,
    /// Those that it selects no longer, nor does anything else.
    pub(in crate::diff) opened: Few,
    /// Those that it selects no longer, and other policies do.
    pub(in crate::diff) left: Few,
}

impl World<'_> {
    /// Returns what becomes of the pods that a policy selects.
    pub(in crate::diff) fn moves(&self, selects: Selects) -> Moves {
        self.moves
            .get(selects.clone(), || Moves::of(&selects, self))
    }
}

impl Moves {
    fn of(selects: &Selects, world: &World<'_>) -> Self {
        let (before, after) = (&world.before, &world.after);
        let mut moves = Moves::default();
        if let Some(pods) = &selects.after {
            for id in pods.on(after).filter(|id| before.get(id).is_some()) {
                let was = selects.before.as_ref();
                match was.is_some_and(|pods| pods.has(before, id)) {
                    true => moves.kept.push(id),
                    false if before.is_isolated(id, selects.is_out) => moves.joined.push(id),
                    false => moves.closed.push(id),
                }
            }
        }
        if let Some(pods) = &selects.before {
            for id in pods.on(before) {
                moves.were = true;
                let is = selects.after.as_ref();
                if is.is_some_and(|pods| pods.has(after, id)) || after.get(id).is_none() {
                    continue;
                }
                match after.is_isolated(id, selects.is_out) {
                    true => moves.left.push(id),
                    false => moves.opened.push(id),
                }
            }
        }
        moves
    }
}

/// The pods that a policy selects.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) struct Pods {
    namespace: EcoString,
    selector: LabelSelector,
}

impl Pods {
    /// Reads them from a policy.
    pub(in crate::diff) fn of(policy: Option<&Node>) -> Self {
        let selector = policy.and_then(|policy| policy.at(&["spec", "podSelector"]));
        let namespace = policy.and_then(|policy| policy.at(&["metadata", "namespace"])?.as_str());
        Pods {
            namespace: namespace.unwrap_or_default().into(),
            selector: selector.map(LabelSelector::read).unwrap_or_default(),
        }
    }

    /// Returns what makes them on one side.
    fn on<'s, 'a>(
        &'s self,
        side: &'s Side<'a>,
    ) -> impl Iterator<Item = &'a ObjectId> + use<'s, 'a> {
        let found = side.selected(&self.namespace, &self.selector);
        found.map(|object| &object.id)
    }

    /// Returns whether they are among them that a workload makes on one side.
    fn has(&self, side: &Side<'_>, workload: &ObjectId) -> bool {
        let template = side.get(workload).and_then(pod_template);
        workload.namespace == self.namespace
            && template.is_some_and(|pod| self.selector.matches(pod.at(&["metadata", "labels"])))
    }
}
