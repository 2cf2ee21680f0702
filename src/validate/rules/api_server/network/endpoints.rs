//! EK1163: Endpoints that the API server refuses. After `validateEndpointSubsets` of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::address::{Strictness, ip};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, special_address};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for endpoints in tree.of("", "Endpoints") {
        let mut judge = Judge::new(Code::Endpoints, endpoints, findings);
        for subset in items(&endpoints.node, "subsets") {
            let ready = items(subset, "addresses");
            let others = items(subset, "notReadyAddresses");
            if ready.is_empty() && others.is_empty() {
                judge.says(subset, "a subset needs `addresses` or `notReadyAddresses`");
            }
            for address in ready.iter().chain(others) {
                one(address, Strictness::of(tree.minor), &mut judge);
            }
            let ports = items(subset, "ports");
            for port in ports {
                if ports.len() > 1 {
                    judge.needs(port, "name", "each of several ports");
                }
                judge.format_of(port, "name", Format::Label, "name for a port");
                judge.format_stated(port, "appProtocol", Format::QualifiedName, "protocol");
            }
        }
    }
}

fn one(address: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    judge.format_of(address, "hostname", Format::Label, "host name");
    judge.format_stated(address, "nodeName", Format::Subdomain, "name for a Node");
    let Some(node) = judge.needs(address, "ip", "an address") else {
        return;
    };
    let Some(text) = node.as_str() else { return };
    match ip(text, strictness) {
        Err(problem) => judge.says(node, format!("`{text}` is no IP address: {problem}")),
        Ok(address) => {
            if let Some(problem) = special_address(address) {
                judge.says(node, format!("an endpoint must not be {problem}"));
            }
        }
    }
}
