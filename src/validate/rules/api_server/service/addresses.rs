//! EK1154: addresses of a Service that the API server refuses. After `ValidateServiceClusterIPsRelatedFields` of
//! `pkg/apis/core/validation` and `initIPFamilyFields` of `pkg/registry/core/service`.

use std::net::IpAddr;

use super::kind_of;
use crate::diag::Code;
use crate::k8s::address::{Strictness, cidr, ip};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, special_address};
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
            range(node, node.as_str(), strictness, &mut judge);
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

fn address(node: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) -> Option<IpAddr> {
    let text = node.as_str()?;
    match ip(text, strictness) {
        Ok(address) => Some(address),
        Err(problem) => {
            judge.says(node, format!("`{text}` is no IP address: {problem}"));
            None
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

fn cluster_ips(spec: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    let many = items(spec, "clusterIPs");
    let one = spec.text_of("clusterIP");
    match (one, many) {
        (None, [first, ..]) => judge.says(first, "`clusterIPs` is not allowed without `clusterIP`"),
        (Some(one), [first, ..]) if one != first => {
            judge.says(
                first,
                format!(
                    "the first of `clusterIPs` must be `clusterIP`, {}",
                    one.brief()
                ),
            );
        }
        _ => {}
    }
    let all: Vec<&Node> = if many.is_empty() {
        one.into_iter().collect()
    } else {
        many.iter().collect()
    };
    let headless = all
        .first()
        .is_some_and(|node| node.as_str() == Some("None"));
    if headless && all.len() > 1 {
        judge.says(all[1], "`None` must be the only value of `clusterIPs`");
        return;
    }
    if all.len() > 2 {
        judge.says(all[2], "`clusterIPs` holds two values at most");
    }
    let families = items(spec, "ipFamilies");
    let mut v4 = Vec::new();
    for (at, node) in all.iter().enumerate().filter(|_| !headless) {
        let Some(address) = address(node, strictness, judge) else {
            continue;
        };
        let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
        let wanted = families
            .get(at)
            .and_then(Node::as_str)
            .filter(|wanted| *wanted != family);
        if let Some(wanted @ ("IPv4" | "IPv6")) = wanted {
            judge.says(node, format!("`ipFamilies` wants an {wanted} address here"));
        }
        v4.push(address.is_ipv4());
    }
    if let [first, second] = v4[..]
        && first == second
    {
        judge.says(all[1], "`clusterIPs` takes one address of each family");
    }
    if let [first, second, ..] = families
        && first == second
    {
        judge.says(
            second,
            format!("`ipFamilies` holds {} twice", first.brief()),
        );
    }
    if matches!(text(spec, &["ipFamilyPolicy"]), None | Some("SingleStack")) {
        for (list, second) in [
            ("clusterIPs", all.get(1).copied()),
            ("ipFamilies", families.get(1)),
        ] {
            if let Some(second) = second {
                let help = "set `ipFamilyPolicy: PreferDualStack`";
                judge.advises(
                    second,
                    format!("two `{list}` need a dual-stack `ipFamilyPolicy`"),
                    help,
                );
            }
        }
    }
}
