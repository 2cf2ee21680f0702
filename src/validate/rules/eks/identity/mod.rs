//! Who pods are to AWS: roles, accounts, and what a node gives away.

mod default_account;
mod imds;
mod role_account;
mod role_arn;
mod shared_role;
mod trust_policy;
mod two_identities;
mod velero_secret;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Tree, default_account::check),
    rule(Reach::Others, imds::check),
    rule(Reach::Environment, role_account::check),
    rule(Reach::Object, role_arn::check),
    rule(Reach::Others, shared_role::check),
    rule(Reach::Others, trust_policy::check),
    rule(Reach::Others, two_identities::check),
    rule(Reach::Others, velero_secret::check),
];
