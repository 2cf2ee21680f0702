//! EK1193: APIServices that the API server refuses. After `ValidateAPIService` of `kube-aggregator`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::{Judge, is_empty};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of("apiregistration.k8s.io", "APIService") {
        let mut judge = Judge::new(Code::ApiService, service, findings);
        let Some(spec) = judge.needs(&service.node, "spec", "an APIService") else {
            continue;
        };
        let said = |key| text(spec, &[key]).unwrap_or_default();
        let (group, version) = (said("group"), said("version"));
        let wanted = format!("{version}.{group}");
        if service.id.name != wanted {
            let name = service
                .node
                .at(&["metadata", "name"])
                .unwrap_or(&service.node);
            judge.advises(
                name,
                "the name of an APIService is its version and its group",
                format!("name it `{wanted}`"),
            );
        }
        if group.is_empty() && version != "v1" {
            judge.needs(spec, "group", "an APIService");
        }
        judge.format_of(spec, "group", Format::Subdomain, "API group");
        if let Some(version) = judge.needs(spec, "version", "an APIService") {
            judge.format(version, Format::LetterLabel, "version");
        }
        for (key, most) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1_000)] {
            match spec.value_of(key) {
                Some(node) => judge.within(node, 1..=most, "a priority"),
                None => judge.says(spec, format!("an APIService needs `{key}`, 1 to {most}")),
            }
        }
        backend(spec, &mut judge);
    }
}

fn backend(spec: &Node, judge: &mut Judge<'_, '_>) {
    let bundle = spec.value_of("caBundle").filter(|node| !is_empty(node));
    let insecure = spec
        .value_of("insecureSkipTLSVerify")
        .filter(|node| node.as_bool() == Some(true));
    let Some(service) = spec.value_of("service") else {
        for node in bundle.into_iter().chain(insecure) {
            judge.says(node, "an APIService without `service` makes no connection");
        }
        return;
    };
    judge.needs(service, "name", "the Service of an APIService");
    judge.needs(service, "namespace", "the Service of an APIService");
    if let Some(port) = service.value_of("port") {
        judge.within(port, 1..=65_535, "a port");
    }
    if let (Some(_), Some(node)) = (bundle, insecure) {
        judge.says(
            node,
            "`insecureSkipTLSVerify` is not allowed beside `caBundle`",
        );
    }
}
