//! EK1312: the subnets of the cluster lack the tags by which load balancers find them.
//!
//! Source: AWS Load Balancer Controller, Subnet Discovery, "Subnet Role Tag" and "Cluster Tag Check".

use crate::diag::{Code, Diagnostic};
use crate::validate::findings::{Findings, text};
use crate::validate::rules::eks::facts::subnets;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(target) = tree.target else { return };
    let cluster = text(&target.cluster, &["name"]).unwrap_or_default();
    let subnets = subnets(tree);
    // Who lists no tag anywhere has not said what they are.
    if subnets
        .iter()
        .all(|subnet| subnet.node.value_of("tags").is_none())
    {
        return;
    }
    for subnet in &subnets {
        let role = if subnet.public {
            "kubernetes.io/role/elb"
        } else {
            "kubernetes.io/role/internal-elb"
        };
        let tags = subnet.node.value_of("tags").and_then(Node::as_map);
        let tagged = tags.and_then(|tags| tags.get(role)?.to_text());
        let place = subnet.node.value_of("id").and_then(Node::span);
        if !matches!(tagged.as_deref(), Some("1" | "")) {
            let message = format!("the subnet `{}` lacks the tag `{role}: \"1\"`", subnet.id);
            findings.push(
                Diagnostic::new(Code::SubnetTags, message)
                    .at(place)
                    .help("tag the subnet, and say so in `vpc.subnets` of the Cluster"),
            );
        }
        let clusters = || {
            tags.into_iter()
                .flat_map(|tags| tags.keys())
                .filter_map(|key| key.strip_prefix("kubernetes.io/cluster/"))
        };
        if !cluster.is_empty()
            && clusters().all(|name| name != cluster)
            && let Some(other) = clusters().next()
        {
            let message = format!(
                "the subnet `{}` is tagged for the cluster `{other}`, and load balancers of `{cluster}` do not find it",
                subnet.id
            );
            findings.push(
                Diagnostic::new(Code::SubnetTags, message)
                    .at(place)
                    .help(format!(
                        "add the tag `kubernetes.io/cluster/{cluster}: shared`, or remove the other"
                    )),
            );
        }
    }
}
