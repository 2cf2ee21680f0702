//! ConfigMaps, Secrets, Events, bounds of namespaces, classes of pods.

mod data_keys;
mod event;
mod event_namespace;
mod lease;
mod limit_bounds;
mod limit_order;
mod limit_range;
mod limit_ratio;
mod priority_class;
mod quota_scopes;
mod resource_quota;
mod runtime_class;
mod secret_type;

use super::super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, data_keys::check),
    of_each(Reach::Object, event::check),
    of_each(Reach::Object, event_namespace::check),
    of_each(Reach::Object, lease::check),
    of_each(Reach::Object, limit_order::check),
    of_each(Reach::Object, limit_ratio::check),
    of_each(Reach::Object, limit_range::check),
    of_each(Reach::Object, priority_class::check),
    of_each(Reach::Object, resource_quota::check),
    of_each(Reach::Object, runtime_class::check),
    of_each(Reach::Object, secret_type::check),
];
