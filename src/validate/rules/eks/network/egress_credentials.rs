//! EK1369: a pod with an AWS role may not fetch its credentials.
//!
//! Source: Amazon EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services" (169.254.170.23, port 80); "IAM roles for
//! service accounts" (STS, port 443).

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::accounts::{account_name, account_of, associated, role};
use crate::validate::rules::eks::peers::{is_link_local, lets_port};
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let policies = Policies::new(tree, Direction::Out);
    let associated = associated(tree);
    let mut told = FxHashSet::default();
    for pod in tree.pods.iter() {
        let Some(first) = policies.of(pod).first() else {
            continue;
        };
        let annotated = account_of(tree, pod).is_some_and(|account| role(account).is_some());
        let by_agent = associated.contains(&(pod.object.id.namespace.as_str(), account_name(pod)));
        let allowed = |port, fits: &dyn Fn(&crate::yaml::Node) -> bool| {
            policies.rules(pod).any(|rule| {
                let peers = policies.peers(rule);
                lets_port(rule, port, &["https"]) && (peers.is_empty() || peers.iter().any(fits))
            })
        };
        let (what, help) = if annotated && !allowed(443, &|_| true) {
            (
                "STS at port 443",
                "add an egress rule for port 443, to the VPC endpoint of STS or `0.0.0.0/0`",
            )
        } else if !annotated && by_agent && !allowed(80, &is_link_local) {
            (
                "the Pod Identity agent at 169.254.170.23, port 80",
                "add an egress rule to `169.254.170.23/32`, port 80",
            )
        } else {
            continue;
        };
        if !told.insert(&pod.object.id) {
            continue;
        }
        let node = first.node.at(&["metadata", "name"]).unwrap_or(&first.node);
        findings.push(
            about(
                Code::EgressWithoutCredentials,
                first,
                node,
                format!(
                    "`{}` has an AWS role, and no policy lets it call {what}",
                    pod.object.id
                ),
            )
            .help(help),
        );
    }
}
