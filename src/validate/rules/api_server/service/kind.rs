//! EK1153: fields of a Service that its type does not have. After `ValidateService` of `pkg/apis/core/validation`.

use super::{CLUSTER_IP, is_headless, kind_of};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Annotations of one meaning: the old name and the new one.
const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
const MODE: &str = "service.kubernetes.io/topology-mode";

/// The ways to prefer near endpoints.
const DISTRIBUTIONS: [&str; 3] = ["PreferClose", "PreferSameZone", "PreferSameNode"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of("", "Service") {
        let Some(spec) = service.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::ServiceType, service, findings);
        let kind = kind_of(spec);
        match kind {
            "ExternalName" => external_name(spec, &mut judge),
            "LoadBalancer" | "NodePort" if is_headless(spec) => {
                let node = spec.value_of("clusterIP").unwrap_or(spec);
                judge.says(
                    node,
                    format!("a Service of type `{kind}` cannot be headless"),
                );
            }
            _ => {}
        }
        if kind == "LoadBalancer" {
            if let Some(class) = spec.value_of("loadBalancerClass") {
                judge.format(class, Format::QualifiedName, "class of load balancers");
            }
        } else {
            let why = "unless the type is `LoadBalancer`";
            for key in [
                "allocateLoadBalancerNodePorts",
                "loadBalancerClass",
                "loadBalancerSourceRanges",
            ] {
                judge.refuses(spec, key, why);
            }
            if let Some(empty) = spec
                .value_of("loadBalancerClass")
                .filter(|n| n.as_str() == Some(""))
            {
                judge.says(empty, format!("`loadBalancerClass` is not allowed {why}"));
            }
        }
        traffic(spec, kind, &mut judge);
        if let Some(node) = spec.value_of("trafficDistribution")
            && node
                .as_str()
                .is_some_and(|text| !DISTRIBUTIONS.contains(&text))
        {
            judge.says(
                node,
                format!("there is no distribution {} of traffic", shown(node)),
            );
        }
        hints(&service.node, &mut judge);
    }
}

fn external_name(spec: &Node, judge: &mut Judge<'_, '_>) {
    for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
        judge.refuses(spec, key, "with the type `ExternalName`");
    }
    let what = "a Service of type `ExternalName`";
    if let Some(name) = judge.needs(spec, "externalName", what)
        && let Some(text) = name.as_str()
        && let Some(problem) = Format::Subdomain.problem(text.strip_suffix('.').unwrap_or(text))
    {
        judge.says(name, format!("`{text}` is no DNS name: {problem}"));
    }
}

fn traffic(spec: &Node, kind: &str, judge: &mut Judge<'_, '_>) {
    let from_outside = matches!(kind, "LoadBalancer" | "NodePort")
        || kind == CLUSTER_IP && !items(spec, "externalIPs").is_empty();
    if !from_outside {
        let why = "for a Service that nothing outside the cluster reaches";
        judge.refuses(spec, "externalTrafficPolicy", why);
    }
    let local = text(spec, &["externalTrafficPolicy"]) == Some("Local");
    if let Some(port) = spec
        .value_of("healthCheckNodePort")
        .filter(|n| n.as_int() != Some(0))
    {
        if kind == "LoadBalancer" && local {
            judge.within(port, 1..=65_535, "a port");
        } else {
            let why = "unless the type is `LoadBalancer` and `externalTrafficPolicy` is `Local`";
            judge.refuses(spec, "healthCheckNodePort", why);
        }
    }
}

fn hints(object: &Node, judge: &mut Judge<'_, '_>) {
    let annotation = |key| object.at(&["metadata", "annotations", key]);
    if let (Some(hints), Some(mode)) = (annotation(HINTS), annotation(MODE))
        && hints != mode
    {
        let message = format!("the annotations `{HINTS}` and `{MODE}` must be equal");
        judge.says(mode, message);
    }
}
