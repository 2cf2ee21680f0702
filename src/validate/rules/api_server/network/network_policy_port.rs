//! EK1161: ports of a NetworkPolicy that the API server refuses. After `ValidateNetworkPolicyPort` of
//! `pkg/apis/networking/validation`.

use super::{GROUP, policy_rules};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for policy in tree.of(GROUP, "NetworkPolicy") {
        let Some(spec) = policy.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::NetworkPolicyPort, policy, findings);
        for (rule, _) in policy_rules(spec) {
            for port in items(rule, "ports") {
                one(port, &mut judge);
            }
        }
    }
}

fn one(entry: &Node, judge: &mut Judge<'_, '_>) {
    let Some(port) = entry.value_of("port") else {
        judge.refuses(entry, "endPort", "without `port`");
        return;
    };
    let end = entry.value_of("endPort");
    if let Some(first) = port.as_int() {
        if let Some(end) = end
            && let Some(last) = end.as_int()
            && last < first
        {
            judge.says(
                end,
                format!("the range of ports ends at {last}, before it begins"),
            );
        }
        return;
    }
    judge.format(port, Format::PortName, "name of a port");
    if let Some(end) = end {
        let message = "`endPort` is not allowed beside the name of a port";
        judge.advises(
            end,
            message,
            "write the number in `port`, or remove `endPort`",
        );
    }
}
