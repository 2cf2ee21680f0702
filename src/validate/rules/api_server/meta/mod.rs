//! What every object has: its name, its labels, its owners.

mod invalid_label;
mod invalid_name;
mod metadata;
mod selector;

use super::super::{Reach, Rule, rule};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    rule(Reach::Object, invalid_label::check),
    rule(Reach::Object, invalid_name::check),
    rule(Reach::Object, metadata::check),
    rule(Reach::Object, selector::check),
];
