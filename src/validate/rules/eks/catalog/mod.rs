//! Components: their APIs, their end, where they are kept, and their settings.

mod dead_location;
mod dns_prefix;
mod dns_settings;
mod large_definition;
mod retired;
mod sources;
mod unserved_api;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Others, dead_location::check),
    rule(Reach::Others, dns_prefix::check),
    rule(Reach::Object, dns_settings::check),
    rule(Reach::Others, large_definition::check),
    rule(Reach::Object, retired::check),
    rule(Reach::Object, unserved_api::check),
];
