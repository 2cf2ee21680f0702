//! Webhooks, admission policies, aggregated APIs, priorities of requests, devices.

mod api_service;
mod device_claim;
mod flow_schema;
mod match_conditions;
mod match_resources;
mod mutation;
mod policy_binding;
mod priority_level;
mod validation;
mod webhook;
mod webhook_client;

use super::super::{Reach, Rule, rule};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    rule(Reach::Object, api_service::check),
    rule(Reach::Object, device_claim::check),
    rule(Reach::Object, flow_schema::check),
    rule(Reach::Object, match_conditions::check),
    rule(Reach::Object, match_resources::check),
    rule(Reach::Object, mutation::check),
    rule(Reach::Object, policy_binding::check),
    rule(Reach::Object, priority_level::check),
    rule(Reach::Object, validation::check),
    rule(Reach::Object, webhook::check),
    rule(Reach::Object, webhook_client::check),
];

const GROUP: &str = "admissionregistration.k8s.io";

const WEBHOOKS: [&str; 2] = [
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
];

const POLICIES: [&str; 2] = ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"];

const BINDINGS: [&str; 2] = [
    "ValidatingAdmissionPolicyBinding",
    "MutatingAdmissionPolicyBinding",
];
