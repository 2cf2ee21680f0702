//! What keeps workloads there while nodes go and pods are replaced.

mod budget_blocks;
mod grace_period;
mod no_budget;
mod no_requests;
mod no_spread;
mod same_probes;
mod startup_budget;
mod two_budgets;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Others, budget_blocks::check),
    of_each(Reach::Object, grace_period::check),
    of_all(Reach::Tree, no_budget::check),
    // Advice that every set of manifests would fill the screen with.
    of_each(Reach::Environment, no_requests::check),
    of_all(Reach::Environment, no_spread::check),
    of_each(Reach::Object, same_probes::check),
    of_each(Reach::Object, startup_budget::check),
    of_all(Reach::Others, two_budgets::check),
];
