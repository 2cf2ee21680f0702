//! What the API server refuses, as its own validation of built-in kinds says it: a folder per area of the API.

mod access;
mod admission;
mod configuration;
mod meta;
mod mounts;
mod network;
mod quantities;
mod scaling;
mod scope;
mod service;
mod storage;
mod workload_selector;

use super::{Reach, Rule, rule};

/// The rules of this folder.
const RULES: &[Rule] = &[
    rule(Reach::Object, mounts::check),
    rule(Reach::Object, quantities::check),
    rule(Reach::Object, scope::check),
    rule(Reach::Object, workload_selector::check),
];

/// The rules of this folder and of those below.
pub(super) const FOLDERS: [&[Rule]; 9] = [
    RULES,
    access::RULES,
    admission::RULES,
    configuration::RULES,
    meta::RULES,
    network::RULES,
    scaling::RULES,
    service::RULES,
    storage::RULES,
];
