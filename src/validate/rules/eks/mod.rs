//! What goes wrong on Amazon EKS: load balancers, autoscaling, storage, identity.

mod alb_conflict;
mod claim_template;
mod replicas;
mod utilization;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, alb_conflict::check),
    rule(Reach::Object, claim_template::check),
    rule(Reach::Others, replicas::check),
    rule(Reach::Tree, utilization::check),
];
