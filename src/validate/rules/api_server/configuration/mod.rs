//! ConfigMaps, Secrets, bounds of namespaces, classes of pods.

mod data_keys;
mod lease;
mod limit_order;
mod limit_range;
mod priority_class;
mod quota_scopes;
mod resource_quota;
mod runtime_class;
mod secret_type;

use super::super::{Reach, Rule, rule};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    rule(Reach::Object, data_keys::check),
    rule(Reach::Object, lease::check),
    rule(Reach::Object, limit_order::check),
    rule(Reach::Object, limit_range::check),
    rule(Reach::Object, priority_class::check),
    rule(Reach::Object, resource_quota::check),
    rule(Reach::Object, runtime_class::check),
    rule(Reach::Object, secret_type::check),
];
