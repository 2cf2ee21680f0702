//! EK1162: EndpointSlices that the API server refuses. After `ValidateEndpointSlice` of `pkg/apis/discovery/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::address::{Strictness, ip};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, special_address, word};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for slice in tree.of("discovery.k8s.io", "EndpointSlice") {
        let mut judge = Judge::new(Code::EndpointSlice, slice, findings);
        let kind = text(&slice.node, &["addressType"]).unwrap_or_default();
        judge.at_most(&slice.node, "endpoints", 1_000);
        judge.at_most(&slice.node, "ports", 20_000);
        for endpoint in items(&slice.node, "endpoints") {
            judge.needs(endpoint, "addresses", "an endpoint");
            judge.at_most(endpoint, "addresses", 100);
            for node in items(endpoint, "addresses") {
                address(node, kind, Strictness::of(tree.minor), &mut judge);
            }
            judge.format_stated(endpoint, "nodeName", Format::Subdomain, "name for a Node");
            judge.format_stated(endpoint, "hostname", Format::Label, "host name");
            if let Some(hints) = endpoint.value_of("hints") {
                for (list, format) in [
                    ("forZones", Format::LabelValue),
                    ("forNodes", Format::Subdomain),
                ] {
                    judge.at_most(hints, list, 8);
                    let names = || {
                        items(hints, list)
                            .iter()
                            .filter_map(|hint| hint.value_of("name"))
                    };
                    judge.unique(names(), "hints");
                    for name in names() {
                        judge.format(name, format, "name in a hint");
                    }
                }
            }
        }
        let ports = items(&slice.node, "ports");
        for port in ports {
            judge.format_of(port, "name", Format::Label, "name for a port");
            judge.format_stated(port, "appProtocol", Format::QualifiedName, "protocol");
        }
        judge.unique(
            ports.iter().filter_map(|port| port.value_of("name")),
            "names of ports",
        );
        if ports
            .iter()
            .filter(|port| port.value_of("name").is_none())
            .count()
            > 1
        {
            judge.says(&ports[0], "two ports have no name");
        }
    }
}

fn address(node: &Node, kind: &str, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    let Some(text) = word(node) else { return };
    let strictness = match kind {
        "IPv4" => strictness,
        "IPv6" => Strictness::Canonical,
        "FQDN" => return name(node, text, judge),
        _ => return,
    };
    match ip(text, strictness) {
        Err(problem) => judge.says(node, format!("`{text}` is no IP address: {problem}")),
        Ok(address) if address.is_ipv4() != (kind == "IPv4") => {
            judge.says(
                node,
                format!("`addressType` is `{kind}`, and `{text}` is no such address"),
            );
        }
        Ok(address) => {
            if let Some(problem) = special_address(address) {
                judge.says(node, format!("an endpoint must not be {problem}"));
            }
        }
    }
}

fn name(node: &Node, text: &str, judge: &mut Judge<'_, '_>) {
    let bare = text.strip_suffix('.').unwrap_or(text);
    let problem = Format::Subdomain
        .problem(bare)
        .or_else(|| {
            bare.split('.')
                .find_map(|label| Format::Label.problem(label))
        })
        .or_else(|| (!bare.contains('.')).then(|| "it has no domain".to_owned()));
    if let Some(problem) = problem {
        judge.says(
            node,
            format!("`{text}` is no DNS name of a host: {problem}"),
        );
    }
}
