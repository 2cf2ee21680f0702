//! Load balancers: Ingresses that share one, and the pods behind it.

mod annotation_value;
mod certificate;
mod certificate_arn;
mod conflict;
mod default_backends;
mod deregistration_delay;
mod exclusive;
mod external_name;
mod health_check;
mod health_check_pace;
mod health_check_port;
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
mod subnets;
mod target_type;
mod tls_secret;
mod unknown_annotation;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, annotation_value::check),
    rule(Reach::Tree, certificate::check),
    rule(Reach::Object, certificate_arn::check),
    rule(Reach::Environment, certificate_arn::of_cluster),
    rule(Reach::Others, conflict::check),
    rule(Reach::Others, default_backends::check),
    rule(Reach::Others, deregistration_delay::check),
    rule(Reach::Others, exclusive::check),
    rule(Reach::Others, external_name::check),
    rule(Reach::Others, health_check::check),
    rule(Reach::Others, health_check_pace::check),
    rule(Reach::Others, health_check_port::check),
    rule(Reach::Others, host_twice::check),
    rule(Reach::Tree, internal_by_default::check),
    rule(Reach::Others, keep_alive::check),
    rule(Reach::Others, many_targets::check),
    rule(Reach::Tree, namespace_selector::check),
    rule(Reach::Others, no_readiness::check),
    rule(Reach::Others, order_tie::check),
    rule(Reach::Others, overridden::check),
    rule(Reach::Others, pre_stop::check),
    rule(Reach::Tree, readiness_gate::check),
    rule(Reach::Tree, redirect_port::check),
    rule(Reach::Others, service_is_no_alb::check),
    rule(Reach::Others, shadowed_rule::check),
    rule(Reach::Environment, subnet_tags::check),
    rule(Reach::Object, subnets::check),
    rule(Reach::Environment, subnets::of_cluster),
    rule(Reach::Others, target_type::check),
    rule(Reach::Object, tls_secret::check),
    rule(Reach::Object, unknown_annotation::check),
];
