//! Who pods are to AWS: roles, accounts, and what a node gives away.

mod default_account;
mod imds;
mod node_role;
mod role_account;
mod role_arn;
mod shared_role;
mod trust_document;
mod trust_policy;
mod trust_provider;
mod two_identities;
mod velero_secret;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Tree, default_account::check),
    of_all(Reach::Others, imds::check),
    of_all(Reach::Others, node_role::check),
    of_all(Reach::Environment, role_account::check),
    of_each(Reach::Object, role_arn::check),
    of_all(Reach::Others, shared_role::check),
    of_all(Reach::Others, trust_policy::check),
    of_each(Reach::Others, trust_provider::check),
    of_all(Reach::Others, two_identities::check),
    of_all(Reach::Others, velero_secret::check),
];
