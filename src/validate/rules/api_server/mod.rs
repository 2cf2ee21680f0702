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

use super::{Reach, Rule, of_each};

/// The rules of this folder, without those of the areas.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, mounts::check),
    of_each(Reach::Object, quantities::check),
    of_each(Reach::Object, scope::check),
    of_each(Reach::Object, workload_selector::check),
];
