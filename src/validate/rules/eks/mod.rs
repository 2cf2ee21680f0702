//! What goes wrong on Amazon EKS: load balancers, autoscaling, storage, identity, the network, nodes and components.
//!
//! A folder per subject. The files of this one read what several rules need: sizes and budgets, claims, roles, what policies
//! allow, and the facts of the cluster.

mod accounts;
mod alb;
mod autoscaling;
mod availability;
mod catalog;
mod charts;
mod defaults;
mod facts;
mod identity;
mod images;
mod monitoring;
mod monitors;
mod network;
mod node_groups;
mod nodes;
mod peers;
mod policies;
mod pools;
mod probes;
mod releases;
mod secrets;
mod sizes;
mod stack;
mod storage;
mod volumes;

use super::Rule;

/// The rules, by folder.
pub(super) const FOLDERS: &[&[Rule]] = &[
    alb::RULES,
    autoscaling::RULES,
    availability::RULES,
    catalog::RULES,
    identity::RULES,
    images::RULES,
    monitoring::RULES,
    network::RULES,
    nodes::RULES,
    secrets::RULES,
    storage::RULES,
];
