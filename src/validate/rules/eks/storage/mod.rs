//! Volumes on EBS and EFS.

mod binding_mode;
mod claim_template;
mod data_on_empty_dir;
mod ebs_parameters;
mod efs_parameters;
mod many_writers;
mod no_class;
mod old_class;
mod operator_storage;
mod shared_claim;
mod snapshot_class;
mod two_defaults;
mod unencrypted;
mod zone_groups;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Tree, binding_mode::check),
    of_each(Reach::Object, claim_template::check),
    of_each(Reach::Object, data_on_empty_dir::check),
    of_each(Reach::Object, ebs_parameters::check),
    of_each(Reach::Object, efs_parameters::check),
    of_all(Reach::Others, many_writers::check),
    of_all(Reach::Tree, no_class::check),
    of_each(Reach::Object, old_class::check),
    of_each(Reach::Object, operator_storage::check),
    of_all(Reach::Others, shared_claim::check),
    of_all(Reach::Tree, snapshot_class::check),
    of_all(Reach::Others, two_defaults::check),
    of_each(Reach::Object, unencrypted::check),
    of_all(Reach::Others, zone_groups::check),
];
