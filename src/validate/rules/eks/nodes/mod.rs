//! Nodes: who makes them, of what capacity, and for which cluster.

mod all_spot;
mod auto_mode;
mod autoscaler_version;
mod data_on_spot;
mod karpenter_on_own_nodes;
mod label_values;
mod node_labels;
mod pool_without_limits;
mod two_node_autoscalers;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Tree, all_spot::check),
    of_all(Reach::Environment, auto_mode::check),
    of_all(Reach::Environment, autoscaler_version::check),
    of_all(Reach::Others, data_on_spot::check),
    of_each(Reach::Object, karpenter_on_own_nodes::check),
    of_each(Reach::Object, node_labels::check),
    of_each(Reach::Object, pool_without_limits::check),
    of_all(Reach::Others, two_node_autoscalers::check),
];
