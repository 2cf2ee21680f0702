//! What objects say of each other: names, keys, ports and selectors that lead nowhere.

mod duplicate_object;
mod ingress_backend;
mod missing_config_map;
mod missing_secret;
mod missing_service_account;
mod missing_storage;
mod missing_store;
mod scale_target;
mod selects_no_pods;
mod target_port;
mod unknown_namespace;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, duplicate_object::check),
    rule(Reach::Tree, ingress_backend::check),
    rule(Reach::Tree, missing_config_map::check),
    rule(Reach::Tree, missing_secret::check),
    rule(Reach::Tree, missing_service_account::check),
    rule(Reach::Tree, missing_storage::check),
    rule(Reach::Tree, missing_store::check),
    rule(Reach::Tree, scale_target::check),
    rule(Reach::Tree, selects_no_pods::check),
    rule(Reach::Tree, target_port::check),
    rule(Reach::Environment, unknown_namespace::check),
];
