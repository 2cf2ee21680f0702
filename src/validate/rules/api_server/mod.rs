//! What the API server refuses, as its own validation of built-in kinds says it.

mod invalid_label;
mod invalid_name;
mod mounts;
pub(super) mod pod;
mod quantities;
mod scope;
pub(super) mod workload;
mod workload_selector;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, invalid_label::check),
    rule(Reach::Object, invalid_name::check),
    rule(Reach::Object, mounts::check),
    rule(Reach::Object, quantities::check),
    rule(Reach::Object, scope::check),
    rule(Reach::Object, workload_selector::check),
];
