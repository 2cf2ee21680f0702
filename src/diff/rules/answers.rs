//! What rules ask for many changes alike: who is selected before and after. The objects that ask the same are answered once.

use ecow::EcoString;

use super::budgets::Covered;
use super::network_policies::{Moves, Question};
use super::services::Answering;
use crate::diff::words::Few;
use crate::diff::world::memo::Memo;
use crate::k8s::LabelSelector;
use crate::k8s::quantity::Quantity;

/// Answers, by what they depend on.
#[derive(Default)]
pub(in crate::diff) struct Answers {
    /// What a budget covers: after the change or before it, in a namespace, by its selector.
    pub(super) covered: Memo<(bool, EcoString, LabelSelector), Covered>,
    /// What a budget covers no longer.
    pub(super) uncovered: Memo<(EcoString, LabelSelector, Option<LabelSelector>), Few>,
    /// Who answers for a Service: in a namespace, by its selectors before and after.
    pub(super) answering: Memo<(EcoString, LabelSelector, LabelSelector), Answering>,
    /// What becomes of the pods that a policy selects.
    pub(super) moves: Memo<Question, Moves>,
    /// What workloads of a namespace ask for, of what a quota counts.
    pub(super) used: Memo<(EcoString, EcoString), Option<Quantity>>,
    /// Who has a container with a greater limit: in a namespace, of a resource, than an amount.
    pub(super) above: Memo<(EcoString, EcoString, String), Few>,
}

#[cfg(test)]
impl Answers {
    /// Returns how many answers of each sort were looked for.
    pub(in crate::diff) fn found(&self) -> Vec<usize> {
        vec![
            self.covered.len(),
            self.uncovered.len(),
            self.answering.len(),
            self.moves.len(),
            self.used.len(),
            self.above.len(),
        ]
    }
}
