//! Autoscalers of workloads.

mod replicas;
mod utilization;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, replicas::check),
    rule(Reach::Tree, utilization::check),
];
