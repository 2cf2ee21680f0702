//! What every object has: its name, its labels, its owners.

mod invalid_label;
mod invalid_name;
mod metadata;
mod selector;

use super::super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, invalid_label::check),
    of_each(Reach::Object, invalid_name::check),
    of_each(Reach::Object, metadata::check),
    of_each(Reach::Object, selector::check),
];
