//! Autoscalers of workloads.

mod bounds;
mod quota;
mod replicas;
mod single_replica;
mod two_autoscalers;
mod utilization;
mod vertical;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, bounds::check),
    of_all(Reach::Others, quota::check),
    of_each(Reach::Others, replicas::check),
    of_all(Reach::Environment, single_replica::check),
    of_all(Reach::Others, two_autoscalers::check),
    of_each(Reach::Tree, utilization::check),
    of_all(Reach::Others, vertical::check),
];
