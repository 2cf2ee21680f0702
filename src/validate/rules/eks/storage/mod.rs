//! Volumes on EBS and EFS.

mod binding_mode;
mod claim_template;
mod data_on_empty_dir;
mod ebs_parameters;
mod efs_parameters;
mod many_writers;
mod no_class;
mod old_class;
mod shared_claim;
mod snapshot_class;
mod two_defaults;
mod unencrypted;
mod zone_groups;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Tree, binding_mode::check),
    rule(Reach::Object, claim_template::check),
    rule(Reach::Object, data_on_empty_dir::check),
    rule(Reach::Object, ebs_parameters::check),
    rule(Reach::Object, efs_parameters::check),
    rule(Reach::Others, many_writers::check),
    rule(Reach::Tree, no_class::check),
    rule(Reach::Object, old_class::check),
    rule(Reach::Others, shared_claim::check),
    rule(Reach::Tree, snapshot_class::check),
    rule(Reach::Others, two_defaults::check),
    rule(Reach::Object, unencrypted::check),
    rule(Reach::Others, zone_groups::check),
];
