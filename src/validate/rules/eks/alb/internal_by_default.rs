//! EK1310: nobody says whether a load balancer is for the internet.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `scheme`; Service annotations, `aws-load-balancer-scheme`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{SERVICE_PREFIX, annotation};
use crate::validate::load_balancers::fronts::{groups, partners};
use crate::validate::load_balancers::targets::is_nlb;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (_, members) in groups(tree) {
        let mut all = members.iter().copied().chain(partners(tree, &members));
        let stated =
            all.any(|member| !member.knows_class || member.stated("scheme", "scheme").is_some());
        if let Some(first) = members.first().filter(|_| !stated) {
            let node = first
                .ingress
                .node
                .at(&["metadata", "name"])
                .unwrap_or(&first.ingress.node);
            findings.push(
                about(
                    Code::InternalByDefault,
                    first.ingress,
                    node,
                    format!(
                        "nothing states the scheme of the load balancer of `{}`, so it is internal",
                        first.group
                    ),
                )
                .help("add `alb.ingress.kubernetes.io/scheme: internal`, or `internet-facing`"),
            );
        }
    }
    for service in tree
        .of_kind("Service")
        .iter()
        .filter(|service| is_nlb(service))
    {
        let stated = ["aws-load-balancer-scheme", "aws-load-balancer-internal"]
            .iter()
            .any(|name| annotation(service, SERVICE_PREFIX, name).is_some());
        if !stated {
            let node = service
                .node
                .at(&["metadata", "name"])
                .unwrap_or(&service.node);
            findings.push(
                about(
                    Code::InternalByDefault,
                    service,
                    node,
                    format!("nothing states the scheme of the load balancer of `{}`, so it is internal", service.id),
                )
                .help("add `service.beta.kubernetes.io/aws-load-balancer-scheme: internal`, or `internet-facing`"),
            );
        }
    }
}
