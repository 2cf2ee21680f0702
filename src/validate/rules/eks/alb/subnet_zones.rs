//! EK1311: the subnets of a load balancer do not fit its scheme, or lie in one zone.
//!
//! Source: AWS Load Balancer Controller, Subnet Discovery, "Minimum Subnet Requirements"; Ingress annotations, `subnets`.

use std::collections::BTreeSet;

use super::subnets::named;
use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::rules::eks::facts::{Subnet, subnets};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
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

/// Judges what discovery finds for load balancers that name no subnets.
pub(super) fn discovered(tree: &Tree<'_>, findings: &mut Findings) {
    let known = subnets(tree);
    if known.is_empty() || known.iter().any(|subnet| subnet.zone.is_none()) {
        return;
    }
    for (group, members) in groups(tree) {
        let stated = |parameter, name| members.iter().find_map(|it| it.stated(parameter, name));
        let scheme = stated("scheme", "scheme").and_then(|node| node.as_str());
        // Subnets that somebody names are judged above.
        let (Some(scheme), None, Some(first)) =
            (scheme, stated("subnets", "subnets"), members.first())
        else {
            continue;
        };
        let public = scheme == "internet-facing";
        let fitting = known.iter().filter(|subnet| subnet.public == public);
        let zones: BTreeSet<_> = fitting.filter_map(|subnet| subnet.zone).collect();
        if zones.len() > 1 {
            continue;
        }
        let word = if public { "public" } else { "private" };
        let node = first
            .ingress
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&first.ingress.node);
        let message = format!(
            "the load balancer of `{group}` needs {word} subnets of two zones, and the Cluster lists those of {}",
            if zones.is_empty() { "none" } else { "one" }
        );
        findings.push(
            about(Code::AlbSubnets, first.ingress, node, message)
                .related(
                    known.first().and_then(|subnet| subnet.node.head()),
                    "the subnets",
                )
                .help(format!(
                    "add them to `vpc.subnets.{word}` of the Cluster, if there are any"
                )),
        );
    }
}
