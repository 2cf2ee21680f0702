//! EK1160: peers of a NetworkPolicy that the API server refuses. After `ValidateNetworkPolicyPeer` and `ValidateIPBlock` of
//! `pkg/apis/networking/validation`.

use super::{GROUP, policy_rules};
use crate::diag::Code;
use crate::k8s::address::{Cidr, Strictness, cidr};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown, word};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let strictness = Strictness::of(tree.minor);
    for policy in tree.of(GROUP, "NetworkPolicy") {
        let Some(spec) = policy.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::NetworkPolicyPeer, policy, findings);
        for (rule, peers) in policy_rules(spec) {
            for peer in items(rule, peers) {
                one(peer, strictness, &mut judge);
            }
        }
        judge.at_most(spec, "policyTypes", 2);
    }
}

fn one(peer: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    let selects = ["podSelector", "namespaceSelector"]
        .iter()
        .any(|key| peer.value_of(key).is_some());
    match peer.value_of("ipBlock") {
        None if !selects => {
            let message = "a peer needs one of `podSelector`, `namespaceSelector`, `ipBlock`";
            judge.advises(
                peer,
                message,
                "`podSelector: {}` is every pod of the namespace",
            );
        }
        None => {}
        Some(block) => {
            if selects {
                let message = "`ipBlock` is not allowed beside a selector";
                judge.advises(block, message, "make it a peer of its own");
            }
            check_block(block, strictness, judge);
        }
    }
}

fn check_block(block: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    let Some(node) = judge.needs(block, "cidr", "`ipBlock`") else {
        return;
    };
    let whole = range(node, strictness, judge);
    for node in items(block, "except") {
        if let (Some(whole), Some(part)) = (whole, range(node, strictness, judge))
            && !whole.strictly_contains(&part)
        {
            judge.says(
                node,
                format!("the exception {} is not inside `cidr`", shown(node)),
            );
        }
    }
}

/// A range with bits beyond its prefix is wrong and still a range.
fn range(node: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) -> Option<Cidr> {
    let text = word(node)?;
    if let Err(problem) = cidr(text, strictness) {
        judge.says(
            node,
            format!("`{text}` is no range of addresses: {problem}"),
        );
    }
    cidr(text, Strictness::Sloppy).ok()
}
