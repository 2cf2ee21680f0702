//! Autoscalers of workloads.

mod bounds;
mod quota;
mod replicas;
mod single_replica;
mod two_autoscalers;
mod utilization;
mod vertical;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, bounds::check),
    rule(Reach::Others, quota::check),
    rule(Reach::Others, replicas::check),
    rule(Reach::Environment, single_replica::check),
    rule(Reach::Others, two_autoscalers::check),
    rule(Reach::Tree, utilization::check),
    rule(Reach::Others, vertical::check),
];
