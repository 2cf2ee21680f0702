//! Nodes: who makes them, of what capacity, and for which cluster.

mod all_spot;
mod auto_mode;
mod autoscaler_version;
mod data_on_spot;
mod karpenter_on_own_nodes;
mod pool_without_limits;
mod two_node_autoscalers;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Tree, all_spot::check),
    rule(Reach::Environment, auto_mode::check),
    rule(Reach::Environment, autoscaler_version::check),
    rule(Reach::Others, data_on_spot::check),
    rule(Reach::Object, karpenter_on_own_nodes::check),
    rule(Reach::Object, pool_without_limits::check),
    rule(Reach::Others, two_node_autoscalers::check),
];
