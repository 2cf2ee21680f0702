//! Secrets that are encrypted, or fetched from a store.

mod sealed_moved;
mod sops_rewritten;
mod store_namespace;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, sealed_moved::check),
    rule(Reach::Environment, sops_rewritten::check),
    rule(Reach::Object, store_namespace::check),
];
