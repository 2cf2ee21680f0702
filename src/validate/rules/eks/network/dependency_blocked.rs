//! EK1374: NetworkPolicies keep a pod from a Service that its environment names: its own, or those of the pods behind the Service.
//!
//! Source: Kubernetes, Network Policies, "The two sorts of pod isolation": both sides must allow it; DNS for Services and Pods.

use super::calls::{Call, calls};
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::targets::selected;
use crate::validate::pods::Pod;
use crate::validate::rules::eks::peers::{lets_port, may_be};
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.of_kind("NetworkPolicy").is_empty() {
        return;
    }
    let (out, into) = (
        Policies::new(tree, Direction::Out),
        Policies::new(tree, Direction::In),
    );
    for pod in tree.pods.iter() {
        for call in calls(tree, pod) {
            let targets = selected(tree, call.service);
            let own = keeper(tree, &out, &targets, |target| (pod, target), &call);
            let theirs = || keeper(tree, &into, &targets, |target| (target, pod), &call);
            let to = &call.service.id;
            let (policy, help) = if let Some(policy) = own {
                (
                    policy,
                    format!("add an egress rule to the pods of `{to}` and their port"),
                )
            } else if let Some(policy) = theirs() {
                (
                    policy,
                    format!("add an ingress rule for these pods to a policy of `{to}`"),
                )
            } else {
                continue;
            };
            let name = policy.node.at(&["metadata", "name"]).and_then(Node::span);
            findings.push(
                about(
                    Code::DependencyBlocked,
                    call.object,
                    call.value,
                    format!(
                        "`{}` is told to call `{}`, and no policy lets it",
                        pod.object.id, call.service.id
                    ),
                )
                .related(name, "keeps it from there")
                .help(help),
            );
        }
    }
}

/// Returns a policy that keeps the two apart, if every target is out of reach. `sides` says who is held and who is the peer.
fn keeper<'a, 't>(
    tree: &Tree<'a>,
    policies: &Policies<'a>,
    targets: &[&'t Pod<'a>],
    sides: impl Fn(&'t Pod<'a>) -> (&'t Pod<'a>, &'t Pod<'a>),
    call: &Call<'a>,
) -> Option<&'a Object> {
    let mut first = None;
    for target in targets {
        let (held, peer) = sides(target);
        let policy = policies.of(held).first()?;
        let ports = call.ports(target);
        let own = held.object.id.namespace.as_str();
        let open = policies.rules(held).any(|rule| {
            let peers = policies.peers(rule);
            let meets = peers.is_empty() || peers.iter().any(|it| may_be(tree, it, own, peer));
            let lets = |(number, names): &(i64, Vec<&str>)| lets_port(rule, *number, names);
            meets && (ports.is_empty() || ports.iter().any(lets))
        });
        if open {
            return None;
        }
        first = first.or(Some(*policy));
    }
    first
}
