//! EK1154: addresses of a Service that the API server refuses. After `ValidateServiceClusterIPsRelatedFields` of
//! `pkg/apis/core/validation` and `initIPFamilyFields` of `pkg/registry/core/service`.

use super::cluster_ips::{address, cluster_ips};
use super::kind_of;
use crate::diag::Code;
use crate::k8s::address::{Strictness, cidr};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, special_address, word};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let strictness = Strictness::of(tree.minor);
    for service in tree.of("", "Service") {
        let Some(spec) = service.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::ServiceAddress, service, findings);
        for node in items(spec, "externalIPs") {
            if let Some(address) = address(node, strictness, &mut judge)
                && let Some(problem) = special_address(address)
            {
                judge.says(node, format!("an external address must not be {problem}"));
            }
        }
        for node in items(spec, "loadBalancerSourceRanges") {
            range(node, word(node), strictness, &mut judge);
        }
        if items(spec, "loadBalancerSourceRanges").is_empty()
            && let Some(node) = service.node.at(&["metadata", "annotations", SOURCE_RANGES])
        {
            annotation(node, kind_of(spec), strictness, &mut judge);
        }
        if kind_of(spec) != "ExternalName" {
            cluster_ips(spec, strictness, &mut judge);
        }
    }
}

/// Spaces around a range are part of the API.
fn range(node: &Node, text: Option<&str>, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    if let Some(text) = text.map(str::trim)
        && let Err(problem) = cidr(text, strictness)
    {
        judge.says(
            node,
            format!("`{text}` is no range of addresses: {problem}"),
        );
    }
}

fn annotation(node: &Node, kind: &str, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    if kind != "LoadBalancer" {
        let message = format!("`{SOURCE_RANGES}` is not allowed unless the type is `LoadBalancer`");
        judge.says(node, message);
    }
    for text in node
        .as_str()
        .filter(|text| !text.trim().is_empty())
        .into_iter()
        .flat_map(|text| text.split(','))
    {
        range(node, Some(text), strictness, judge);
    }
}
