//! Components: their APIs, their end, where they are kept, and their settings.

mod dead_location;
mod dns_prefix;
mod dns_settings;
mod large_definition;
mod retired;
mod sync_wave;
mod unserved_api;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Others, dead_location::check),
    of_each(Reach::Others, dead_location::images),
    of_all(Reach::Others, dns_prefix::check),
    of_each(Reach::Object, dns_settings::check),
    of_all(Reach::Others, large_definition::check),
    of_each(Reach::Others, retired::check),
    of_all(Reach::Others, sync_wave::check),
    of_each(Reach::Object, unserved_api::check),
];
