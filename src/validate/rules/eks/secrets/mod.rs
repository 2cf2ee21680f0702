//! Secrets that are encrypted, or fetched from a store.

mod sealed_moved;
mod sops_rewritten;
mod store_namespace;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, sealed_moved::check),
    of_all(Reach::Environment, sops_rewritten::check),
    of_each(Reach::Object, store_namespace::check),
];
