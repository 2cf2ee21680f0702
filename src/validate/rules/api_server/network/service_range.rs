//! EK1164: ServiceCIDRs and IPAddresses that the API server refuses. After `ValidateServiceCIDR` and `ValidateIPAddress` of
//! `pkg/apis/networking/validation`.

use super::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::address::{Strictness, cidr};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown, word};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for range in tree.of(GROUP, "ServiceCIDR") {
        let mut judge = Judge::new(Code::ServiceRange, range, findings);
        let Some(spec) = range.node.value_of("spec") else {
            judge.needs(&range.node, "spec", "a ServiceCIDR");
            continue;
        };
        judge.needs(spec, "cidrs", "a ServiceCIDR");
        judge.at_most(spec, "cidrs", 2);
        let mut families = Vec::new();
        for node in items(spec, "cidrs").iter().take(2) {
            match word(node).map(|text| cidr(text, Strictness::Canonical)) {
                Some(Ok(range)) => families.push(range.v4),
                Some(Err(problem)) => {
                    let message = format!("{} is no range of addresses: {problem}", shown(node));
                    judge.says(node, message);
                }
                None => {}
            }
        }
        if let [first, second] = families[..]
            && first == second
        {
            judge.says(
                &items(spec, "cidrs")[1],
                "`cidrs` takes one range of each family",
            );
        }
    }
    for address in tree.of(GROUP, "IPAddress") {
        let mut judge = Judge::new(Code::ServiceRange, address, findings);
        let Some(parent) = address.node.at(&["spec", "parentRef"]) else {
            judge.says(&address.node, "an IPAddress needs `spec.parentRef`");
            continue;
        };
        judge.format_of(parent, "group", Format::Subdomain, "API group");
        judge.format_of(parent, "namespace", Format::PathSegment, "namespace");
        for key in ["resource", "name"] {
            if let Some(node) = judge.needs(parent, key, "the parent of an IPAddress") {
                judge.format(node, Format::PathSegment, key);
            }
        }
    }
}
