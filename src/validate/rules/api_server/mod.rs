//! What the API server refuses, as its own validation of built-in kinds says it: a folder per area of the API.

pub(super) mod access;
pub(super) mod admission;
pub(super) mod configuration;
pub(super) mod meta;
mod mounts;
pub(super) mod network;
pub(super) mod pod;
mod quantities;
pub(super) mod scaling;
mod scope;
pub(super) mod service;
pub(super) mod storage;
pub(super) mod workload;
mod workload_selector;

use super::{Reach, Rule, rule};

/// The rules of this folder, without those of the areas.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, mounts::check),
    rule(Reach::Object, quantities::check),
    rule(Reach::Object, scope::check),
    rule(Reach::Object, workload_selector::check),
];
