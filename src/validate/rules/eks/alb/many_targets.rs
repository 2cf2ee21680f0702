//! EK1328: more target groups than a load balancer may have.
//!
//! Source: quotas for Application Load Balancers (100 target groups per load balancer); issue 3560 of the AWS Load Balancer Controller.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::tree::Tree;

const QUOTA: usize = 100;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, members) in groups(tree) {
        let mut seen = BTreeSet::new();
        for member in &members {
            for service in member.backends() {
                let port = service
                    .value_of("port")
                    .and_then(|port| port.value_of("name").or(port.value_of("number"))?.to_text());
                if port.as_deref() != Some("use-annotation") {
                    seen.insert((&member.ingress.id, text(service, &["name"]), port));
                }
            }
        }
        let Some(last) = members.last().filter(|_| seen.len() > QUOTA) else {
            continue;
        };
        let node = last
            .ingress
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&last.ingress.node);
        findings.push(
            about(
                Code::ManyTargetGroups,
                last.ingress,
                node,
                format!(
                    "the load balancer of `{group}` needs {} target groups, and AWS allows {QUOTA}",
                    seen.len()
                ),
            )
            .help("split the group, or have the quota raised"),
        );
    }
}
