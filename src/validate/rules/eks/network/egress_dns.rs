//! EK1368: a pod may call others, and may not ask for their addresses.
//!
//! Source: EKS Best Practices, Security: network security, "Create a rule to allow pods to query CoreDNS".

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::peers::{lets_port, lets_udp, may_be_dns};
use crate::validate::rules::eks::policies::{Direction, Policies};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let policies = Policies::new(tree, Direction::Out);
    let mut told = FxHashSet::default();
    for pod in tree.pods.iter() {
        let Some(first) = policies.of(pod).first() else {
            continue;
        };
        let on_node = pod.is_on_host_network();
        // Who may call nobody needs no names.
        let mut rules = policies.rules(pod).peekable();
        if on_node || text(pod.spec, &["dnsPolicy"]) == Some("None") || rules.peek().is_none() {
            continue;
        }
        let own = pod.object.id.namespace.as_str();
        let to_dns = |rule: &&Node| {
            let peers = policies.peers(rule);
            peers.is_empty() || peers.iter().any(|peer| may_be_dns(peer, own))
        };
        let rules: Vec<&Node> = rules.filter(to_dns).collect();
        if rules.iter().any(|rule| lets_udp(rule, 53, &["dns"])) || !told.insert(&first.id) {
            continue;
        }
        let over_tcp = rules.iter().any(|rule| lets_port(rule, 53, &["dns-tcp"]));
        let node = first
            .node
            .at(&["spec", "egress"])
            .or(first.node.at(&["metadata", "name"]))
            .unwrap_or(&first.node);
        findings.push(
            about(
                Code::EgressWithoutDns,
                first,
                node,
                format!(
                    "`{}` may call others, and no policy lets it ask DNS{}",
                    pod.object.id,
                    if over_tcp { " over UDP, only over TCP" } else { "" }
                ),
            )
            .at(node.head().or(node.span()))
            .help("add an egress rule to the pods `k8s-app: kube-dns` of `kube-system`, ports 53 UDP and TCP"),
        );
    }
}
