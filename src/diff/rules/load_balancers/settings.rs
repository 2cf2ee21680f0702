//! A table of the annotations of the AWS Load Balancer Controller whose change somebody must know of.

use crate::diff::Risk;

/// What an annotation is about.
pub(super) struct Setting {
    /// Its name on an Ingress; empty where there is none.
    pub(super) alb: &'static str,
    /// Its name on a Service; empty where there is none.
    pub(super) nlb: &'static str,
    /// What a change of it can do.
    pub(super) risk: Risk,
    /// What that is.
    pub(super) why: &'static str,
    /// What to do about it.
    pub(super) remedy: &'static str,
}

/// What becomes of a load balancer that cannot be changed.
pub(super) const ANOTHER: &str = "another load balancer with another DNS name takes its place";
/// What to do about it.
pub(super) const MOVE: &str =
    "make the new one beside it under another name, move the DNS record, then delete this one";
const TARGETS: &str = "targets are registered anew in new target groups";

const fn setting(
    alb: &'static str,
    nlb: &'static str,
    risk: Risk,
    why: &'static str,
    remedy: &'static str,
) -> Setting {
    Setting {
        alb,
        nlb,
        risk,
        why,
        remedy,
    }
}

/// The settings whose change somebody must know of; ranges of addresses and the scheme are judged by what they say.
pub(super) const SETTINGS: &[Setting] = &[
    setting("group.name", "", Risk::High, ANOTHER, MOVE),
    setting("load-balancer-name", "name", Risk::High, ANOTHER, MOVE),
    setting(
        "",
        "type",
        Risk::High,
        "the controller does not support this on a Service that exists, and its load balancer may stay behind",
        "make a new Service beside it, move the DNS record, then delete this one",
    ),
    setting("target-type", "nlb-target-type", Risk::High, TARGETS, ""),
    setting(
        "certificate-arn",
        "ssl-cert",
        Risk::High,
        "clients see another certificate",
        "make sure that the certificate is issued and covers all hosts",
    ),
    setting(
        "listen-ports",
        "ssl-ports",
        Risk::High,
        "listeners are made and deleted",
        "",
    ),
    setting(
        "wafv2-acl-arn",
        "",
        Risk::High,
        "other requests are let through",
        "",
    ),
    setting(
        "wafv2-acl-name",
        "",
        Risk::High,
        "other requests are let through",
        "",
    ),
    setting(
        "shield-advanced-protection",
        "",
        Risk::High,
        "protection against floods changes",
        "",
    ),
    setting("auth-type", "", Risk::High, "who must sign in changes", ""),
    setting(
        "security-groups",
        "security-groups",
        Risk::High,
        "other addresses are let in",
        "",
    ),
    setting(
        "ssl-policy",
        "ssl-negotiation-policy",
        Risk::Medium,
        "clients with other versions of TLS are taken",
        "",
    ),
    setting(
        "ssl-redirect",
        "",
        Risk::Medium,
        "requests without TLS are answered otherwise",
        "",
    ),
    setting(
        "group.order",
        "",
        Risk::Medium,
        "the rules of the group are asked in another order",
        "",
    ),
    setting(
        "backend-protocol",
        "backend-protocol",
        Risk::Medium,
        "the pods are spoken to in another protocol",
        "",
    ),
    setting(
        "backend-protocol-version",
        "",
        Risk::Medium,
        "the pods are spoken to in another protocol",
        "",
    ),
    setting(
        "",
        "proxy-protocol",
        Risk::High,
        "pods that expect another protocol refuse every request",
        "change the pods at the same time",
    ),
    setting(
        "subnets",
        "subnets",
        Risk::Medium,
        "the load balancer answers in other subnets",
        "",
    ),
    setting(
        "ip-address-type",
        "ip-address-type",
        Risk::Medium,
        "the load balancer answers under other addresses",
        "",
    ),
    setting(
        "",
        "eip-allocations",
        Risk::High,
        "the load balancer answers under other addresses",
        "",
    ),
    setting(
        "load-balancer-attributes",
        "attributes",
        Risk::Medium,
        "attributes of the load balancer change",
        "",
    ),
    setting(
        "target-group-attributes",
        "target-group-attributes",
        Risk::Medium,
        "attributes of the target groups change",
        "",
    ),
];
