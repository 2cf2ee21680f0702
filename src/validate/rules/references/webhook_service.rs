//! EK1221: a webhook at a Service, or a port of one, that nobody makes.
//!
//! Source: Kubernetes, Dynamic Admission Control and CustomResourceDefinition versions: the API server calls the Service, by default
//! at port 443, and with `failurePolicy: Fail` refuses what the webhook is for.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, items, text};
use crate::validate::lookup::demand_service;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in [
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ] {
        for configuration in tree.of_kind(kind) {
            for webhook in items(&configuration.node, "webhooks") {
                one(
                    tree,
                    configuration,
                    webhook.at(&["clientConfig", "service"]),
                    findings,
                );
            }
        }
    }
    for definition in tree.of_kind("CustomResourceDefinition") {
        let path = ["spec", "conversion", "webhook", "clientConfig", "service"];
        one(tree, definition, definition.node.at(&path), findings);
    }
}

/// Reports the Service of a client configuration that is not there.
pub(super) fn one(
    tree: &Tree<'_>,
    object: &Object,
    service: Option<&Node>,
    findings: &mut Findings,
) {
    let Some(service) = service else { return };
    let Some(namespace) = text(service, &["namespace"]) else {
        return;
    };
    let code = if object.id.kind == "APIService" {
        Code::MissingApiService
    } else {
        Code::MissingWebhookService
    };
    let (name, port) = (service.value_of("name"), service.value_of("port"));
    demand_service(tree, findings, code, object, namespace, name, port);
}
