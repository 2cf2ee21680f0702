//! EK1313: an annotation says something else than the parameters of its class, which win.
//!
//! Source: AWS Load Balancer Controller, IngressClass, `IngressClassParams`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::load_balancers::fronts::fronts;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Annotations and the parameters that win over them.
const PARAMETERS: &[(&str, &str)] = &[
    ("certificate-arn", "certificateArn"),
    ("group.name", "group"),
    ("inbound-cidrs", "inboundCIDRs"),
    ("ip-address-type", "ipAddressType"),
    ("load-balancer-name", "loadBalancerName"),
    (
        "minimum-load-balancer-capacity",
        "minimumLoadBalancerCapacity",
    ),
    ("scheme", "scheme"),
    ("security-group-prefix-lists", "prefixListsIDs"),
    ("ssl-policy", "sslPolicy"),
    ("ssl-redirect", "sslRedirectPort"),
    ("subnets", "subnets"),
    ("target-type", "targetType"),
    ("wafv2-acl-arn", "wafv2AclArn"),
    ("wafv2-acl-name", "wafv2AclName"),
];

/// Returns the parameter of a class that wins over an annotation.
pub(super) fn parameter(annotation: &str) -> Option<&'static str> {
    let found = PARAMETERS.iter().find(|(name, _)| *name == annotation);
    found.map(|(_, parameter)| *parameter)
}

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for front in fronts(tree) {
        let Some(params) = front.params else { continue };
        for (name, parameter) in PARAMETERS {
            let Some(stated) = params.value_of(parameter) else {
                continue;
            };
            let Some(annotation) = front.annotation(name) else {
                continue;
            };
            let mut there: Vec<&str> = match stated.as_list() {
                Some(list) => list.iter().filter_map(Node::as_str).collect(),
                None => stated
                    .as_str()
                    .or_else(|| text(stated, &["name"]))
                    .into_iter()
                    .collect(),
            };
            let mut here: Vec<&str> = annotation.list().collect();
            there.sort_unstable();
            here.sort_unstable();
            if there == here {
                continue;
            }
            findings.push(
                about(
                    Code::AlbAnnotationOverridden,
                    front.ingress,
                    annotation.node,
                    format!("`{name}` has no effect: `{parameter}` of the class's parameters wins"),
                )
                .related(stated.span(), "what counts")
                .help("remove the annotation, or the parameter"),
            );
        }
    }
}
