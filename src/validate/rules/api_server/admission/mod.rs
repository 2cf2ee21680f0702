//! Webhooks, admission policies, aggregated APIs, priorities of requests, devices.

mod api_service;
mod device_claim;
mod device_config;
mod device_request;
mod flow_schema;
mod flow_subject;
mod match_conditions;
mod match_resources;
mod mutation;
mod policy_binding;
mod priority_level;
mod url;
mod validation;
mod webhook;
mod webhook_client;

use super::super::{Reach, Rule, of_each};
use crate::k8s::Object;
use crate::validate::findings::items;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, api_service::check),
    of_each(Reach::Object, device_claim::check),
    of_each(Reach::Object, device_config::check),
    of_each(Reach::Object, device_request::check),
    of_each(Reach::Object, flow_schema::check),
    of_each(Reach::Object, flow_subject::check),
    of_each(Reach::Object, match_conditions::check),
    of_each(Reach::Object, match_resources::check),
    of_each(Reach::Object, mutation::check),
    of_each(Reach::Object, policy_binding::check),
    of_each(Reach::Object, priority_level::check),
    of_each(Reach::Object, validation::check),
    of_each(Reach::Object, webhook::check),
    of_each(Reach::Object, webhook_client::check),
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

const DEVICES: &str = "resource.k8s.io";

/// Returns whether an object is of the version v1; older ones have other fields.
fn is_v1(object: &Object) -> bool {
    let version = object.node.get("apiVersion").and_then(Node::as_str);
    version.is_some_and(|version| version.ends_with("/v1"))
}

/// Returns every configuration of webhooks.
fn webhooks<'a>(tree: &Tree<'a>) -> impl Iterator<Item = &'a Object> {
    let all = WEBHOOKS.into_iter().flat_map(|kind| tree.of(GROUP, kind));
    all.filter(|object| is_v1(object))
}

/// Returns every claim for devices, or template of one, with its `devices`.
fn device_claims<'a>(tree: &Tree<'a>) -> Vec<(&'a Object, &'a Node)> {
    let kinds: [(&str, &[&str]); 2] = [
        ("ResourceClaim", &["spec", "devices"]),
        ("ResourceClaimTemplate", &["spec", "spec", "devices"]),
    ];
    let of = |(kind, path): (&'static str, &'static [&'static str])| {
        let objects = tree.of(DEVICES, kind).filter(|object| is_v1(object));
        objects.filter_map(move |object| Some((object, object.node.at(path)?)))
    };
    kinds.into_iter().flat_map(of).collect()
}

/// Returns everything that has `selectors` of devices, with its object: classes, and requests.
pub(in crate::validate::rules) fn device_selectors<'a>(
    tree: &Tree<'a>,
) -> Vec<(&'a Object, &'a Node)> {
    let classes = tree.of(DEVICES, "DeviceClass");
    let classes = classes.filter_map(|class| Some((class, class.node.value_of("spec")?)));
    let mut all: Vec<_> = classes.filter(|(class, _)| is_v1(class)).collect();
    for (claim, devices) in device_claims(tree) {
        for request in items(devices, "requests") {
            let several = items(request, "firstAvailable").iter();
            let each = several.chain(request.value_of("exactly"));
            all.extend(each.map(|one| (claim, one)));
        }
    }
    all
}
