//! Load balancers: Ingresses that share one, and the pods behind it.

mod annotation_forms;
mod annotation_value;
mod certificate;
mod certificate_arn;
mod certificate_host;
mod certificate_names;
mod conflict;
mod default_backends;
mod deregistration_delay;
mod exclusive;
mod exclusive_ports;
mod external_name;
mod health_check;
mod health_check_pace;
mod health_check_port;
mod health_check_times;
mod host_twice;
mod internal_by_default;
mod keep_alive;
mod many_targets;
mod namespace_selector;
mod no_readiness;
mod order_tie;
mod overridden;
mod pre_stop;
mod readiness_gate;
mod redirect_port;
mod rules_of;
mod service_is_no_alb;
mod shadowed_rule;
mod subnet_tags;
mod subnet_zones;
mod subnets;
mod target_type;
mod tls_secret;
mod unknown_annotation;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, annotation_value::check),
    of_all(Reach::Tree, certificate::check),
    of_each(Reach::Object, certificate_arn::check),
    of_all(Reach::Environment, certificate_arn::of_cluster),
    of_all(Reach::Environment, certificate_host::check),
    of_all(Reach::Others, certificate_names::check),
    of_all(Reach::Others, conflict::check),
    of_all(Reach::Others, default_backends::check),
    of_all(Reach::Others, deregistration_delay::check),
    of_all(Reach::Others, exclusive::check),
    of_all(Reach::Others, exclusive_ports::check),
    of_all(Reach::Others, external_name::check),
    of_all(Reach::Others, health_check::check),
    of_all(Reach::Others, health_check_pace::check),
    of_all(Reach::Others, health_check_port::check),
    of_each(Reach::Object, health_check_times::check),
    of_all(Reach::Others, host_twice::check),
    of_all(Reach::Tree, internal_by_default::check),
    of_all(Reach::Others, keep_alive::check),
    of_all(Reach::Others, many_targets::check),
    of_each(Reach::Tree, namespace_selector::check),
    of_all(Reach::Others, no_readiness::check),
    of_all(Reach::Others, order_tie::check),
    of_each(Reach::Others, overridden::check),
    of_all(Reach::Others, pre_stop::check),
    of_all(Reach::Tree, readiness_gate::check),
    of_all(Reach::Tree, redirect_port::check),
    of_all(Reach::Others, service_is_no_alb::check),
    of_all(Reach::Others, shadowed_rule::check),
    of_all(Reach::Environment, subnet_tags::check),
    of_all(Reach::Environment, subnet_zones::check),
    of_all(Reach::Environment, subnet_zones::discovered),
    of_all(Reach::Object, subnets::check),
    of_each(Reach::Object, subnets::tags),
    of_all(Reach::Others, target_type::check),
    of_each(Reach::Object, tls_secret::check),
    of_each(Reach::Object, unknown_annotation::check),
];
