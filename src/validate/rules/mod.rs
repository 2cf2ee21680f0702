//! The rules: one file each, with the code it reports and the manual page of that code.

mod alb_conflict;
mod claim_template;
mod denied;
mod duplicate_object;
mod image_digest;
mod ingress_backend;
mod invalid_label;
mod invalid_name;
mod missing_config_map;
mod missing_secret;
mod missing_service_account;
mod missing_storage;
mod missing_store;
mod mounts;
mod plaintext_secret;
mod quantities;
mod replicas;
mod scale_target;
mod scope;
mod selects_no_pods;
mod target_port;
mod unknown_namespace;
mod utilization;
mod workload_selector;

use super::findings::Findings;
use super::tree::Tree;

/// What a rule needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One object at a time.
    Object,
    /// Objects that contradict each other.
    Others,
    /// The objects that belong together: it says that something is nowhere.
    Tree,
    /// The environment and what it declares.
    Environment,
}

/// One rule.
pub(super) struct Rule {
    /// What it needs to see.
    pub(super) reach: Reach,
    /// Looks at the tree, in linear time.
    pub(super) check: fn(&Tree<'_>, &mut Findings),
}

const fn rule(reach: Reach, check: fn(&Tree<'_>, &mut Findings)) -> Rule {
    Rule { reach, check }
}

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, duplicate_object::check),
    rule(Reach::Object, invalid_name::check),
    rule(Reach::Object, invalid_label::check),
    rule(Reach::Object, scope::check),
    rule(Reach::Environment, unknown_namespace::check),
    rule(Reach::Object, plaintext_secret::check),
    rule(Reach::Tree, missing_service_account::check),
    rule(Reach::Tree, missing_config_map::check),
    rule(Reach::Tree, missing_secret::check),
    rule(Reach::Tree, missing_storage::check),
    rule(Reach::Tree, missing_store::check),
    rule(Reach::Object, mounts::check),
    rule(Reach::Tree, target_port::check),
    rule(Reach::Tree, ingress_backend::check),
    rule(Reach::Tree, scale_target::check),
    rule(Reach::Tree, selects_no_pods::check),
    rule(Reach::Others, replicas::check),
    rule(Reach::Tree, utilization::check),
    rule(Reach::Object, claim_template::check),
    rule(Reach::Others, alb_conflict::check),
    rule(Reach::Environment, denied::check),
    rule(Reach::Environment, image_digest::check),
    rule(Reach::Object, quantities::check),
    rule(Reach::Object, workload_selector::check),
];
