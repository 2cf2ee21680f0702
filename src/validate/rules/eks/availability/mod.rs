//! What keeps workloads there while nodes go and pods are replaced.

mod budget_blocks;
mod grace_period;
mod no_budget;
mod no_requests;
mod no_spread;
mod same_probes;
mod startup_budget;
mod two_budgets;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, budget_blocks::check),
    rule(Reach::Object, grace_period::check),
    rule(Reach::Tree, no_budget::check),
    // Advice that every set of manifests would fill the screen with.
    rule(Reach::Environment, no_requests::check),
    rule(Reach::Environment, no_spread::check),
    rule(Reach::Object, same_probes::check),
    rule(Reach::Object, startup_budget::check),
    rule(Reach::Others, two_budgets::check),
];
