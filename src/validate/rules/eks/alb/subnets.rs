//! EK1311: the subnets of a load balancer do not fit its scheme, or lie in one zone.
//!
//! Source: AWS Load Balancer Controller, Subnet Discovery, "Minimum Subnet Requirements"; Ingress annotations, `subnets`.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items};
use crate::validate::load_balancers::annotations::{Annotation, SERVICE_PREFIX, annotation};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::load_balancers::targets::is_nlb;
use crate::validate::rules::eks::facts::{Subnet, subnets};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The subnets that a load balancer names.
struct Named<'a> {
    object: &'a Object,
    node: &'a Node,
    ids: Vec<&'a str>,
    public: bool,
    is_alb: bool,
}

/// What can be said without the cluster: one subnet is too few for an ALB.
pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for named in named(tree)
        .iter()
        .filter(|named| named.is_alb && named.ids.len() == 1)
    {
        let message = "the load balancer names one subnet, and needs two in different zones";
        findings.push(
            about(Code::AlbSubnets, named.object, named.node, message)
                .help("add a subnet of another zone"),
        );
    }
}

/// What the cluster's list of subnets adds.
pub(super) fn of_cluster(tree: &Tree<'_>, findings: &mut Findings) {
    let known = subnets(tree);
    if known.is_empty() {
        return;
    }
    for named in named(tree) {
        let found: Vec<&Subnet<'_>> = named
            .ids
            .iter()
            .filter_map(|id| known.iter().find(|subnet| subnet.id == *id))
            .collect();
        let wrong = found.iter().find(|subnet| subnet.public != named.public);
        if let Some(subnet) = wrong {
            let word = |public| if public { "public" } else { "private" };
            let message = format!(
                "the load balancer is {}, and `{}` is a {} subnet",
                if named.public {
                    "internet-facing"
                } else {
                    "internal"
                },
                subnet.id,
                word(subnet.public)
            );
            findings.push(
                about(Code::AlbSubnets, named.object, named.node, message)
                    .related(subnet.node.head(), "the subnet")
                    .help(format!(
                        "name {} subnets, or leave them to discovery by tags",
                        word(named.public)
                    )),
            );
            continue;
        }
        let zones: BTreeSet<&str> = found.iter().filter_map(|subnet| subnet.zone).collect();
        if named.is_alb && found.len() == named.ids.len() && found.len() > 1 && zones.len() == 1 {
            let message = "all subnets of the load balancer lie in one zone, and it needs two";
            findings.push(
                about(Code::AlbSubnets, named.object, named.node, message)
                    .help("add a subnet of another zone"),
            );
        }
    }
}

fn named<'a>(tree: &Tree<'a>) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    for (_, members) in groups(tree) {
        let scheme = members
            .iter()
            .find_map(|member| member.stated("scheme", "scheme")?.as_str());
        let stating = members
            .iter()
            .find_map(|member| Some((member, member.stated("subnets", "subnets")?)));
        let Some((member, node)) = stating else {
            continue;
        };
        let ids = match node.as_str() {
            Some(text) => Annotation { node, text }.list().collect(),
            None => items(node, "ids").iter().filter_map(Node::as_str).collect(),
        };
        all.push(Named {
            object: member.ingress,
            node,
            ids,
            public: scheme == Some("internet-facing"),
            is_alb: true,
        });
    }
    for service in tree
        .of_kind("Service")
        .iter()
        .filter(|service| is_nlb(service))
    {
        let Some(subnets) = annotation(service, SERVICE_PREFIX, "aws-load-balancer-subnets") else {
            continue;
        };
        let scheme = annotation(service, SERVICE_PREFIX, "aws-load-balancer-scheme");
        let public = scheme.is_some_and(|scheme| scheme.text == "internet-facing");
        all.push(Named {
            object: service,
            node: subnets.node,
            ids: subnets.list().collect(),
            public,
            is_alb: false,
        });
    }
    all
}
