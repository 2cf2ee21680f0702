//! What goes wrong on Amazon EKS: load balancers, autoscaling, storage, identity, the network, nodes and components.
//!
//! A folder per subject. The files of this one read what several rules need: annotations of load balancers, what stands behind
//! them, the facts of the cluster.

mod alb;
mod annotations;
mod autoscaling;
mod availability;
mod components;
mod facts;
mod fronts;
mod probes;
mod sizes;
mod storage;
mod targets;
mod volumes;

use super::Rule;

/// The rules, by folder.
pub(super) const FOLDERS: &[&[Rule]] = &[
    alb::RULES,
    autoscaling::RULES,
    availability::RULES,
    storage::RULES,
];
