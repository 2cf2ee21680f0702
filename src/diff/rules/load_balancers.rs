//! Annotations of the AWS Load Balancer Controller, on Ingresses (`alb.ingress.kubernetes.io/`) and on Services
//! (`service.beta.kubernetes.io/aws-load-balancer-`).
//!
//! Source: `docs/guide/ingress/annotations.md` and `docs/guide/service/annotations.md` of
//! kubernetes-sigs/aws-load-balancer-controller 3.5.

use ecow::EcoString;

use super::words::value;
use super::{Subject, Verdict, ranges};
use crate::diff::{Effect, Path, Risk};
use crate::yaml::Node;

const ALB: &str = "alb.ingress.kubernetes.io/";
const NLB: &str = "service.beta.kubernetes.io/aws-load-balancer-";

/// What an annotation is about.
struct Setting {
    /// Its name on an Ingress; empty where there is none.
    alb: &'static str,
    /// Its name on a Service; empty where there is none.
    nlb: &'static str,
    /// What a change of it can do.
    risk: Risk,
    /// What that is.
    why: &'static str,
    /// What to do about it.
    remedy: &'static str,
}

const ANOTHER: &str = "another load balancer with another DNS name takes its place";
const MOVE: &str =
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
const SETTINGS: &[Setting] = &[
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

/// Judges the annotations of an Ingress.
pub(super) fn of_ingress(subject: &Subject<'_>, verdict: &mut Verdict) {
    judge(subject, ALB, |setting| setting.alb, verdict);
    shift(subject, &format!("{ALB}inbound-cidrs"), verdict);
}

/// Judges the annotations of a Service.
pub(super) fn of_service(subject: &Subject<'_>, verdict: &mut Verdict) {
    judge(subject, NLB, |setting| setting.nlb, verdict);
    let key = "service.beta.kubernetes.io/load-balancer-source-ranges";
    shift(subject, key, verdict);
}

/// Returns whether the load balancer of a Service or an Ingress is one that the internet reaches.
pub(super) fn is_public(object: Option<&Node>) -> bool {
    [ALB, NLB].iter().any(|prefix| {
        let stated = object.and_then(|object| annotation(object, &format!("{prefix}scheme")));
        stated.as_deref() == Some("internet-facing")
    })
}

/// Returns an annotation of an object.
pub(super) fn annotation(object: &Node, key: &str) -> Option<EcoString> {
    object.at(&["metadata", "annotations", key])?.to_text()
}

fn judge(
    subject: &Subject<'_>,
    prefix: &str,
    name: impl Fn(&Setting) -> &'static str,
    verdict: &mut Verdict,
) {
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    if !subject.touches(&["metadata", "annotations"]) {
        return;
    }
    let told = |name: &str, risk, why: &str, remedy: &str, verdict: &mut Verdict| {
        let path = ["metadata", "annotations", &format!("{prefix}{name}")];
        let (old, new) = (before.at(&path), after.at(&path));
        if old.and_then(Node::to_text) == new.and_then(Node::to_text) {
            return false;
        }
        let why = format!("`{name}` goes from {} to {}: {why}", value(old), value(new));
        verdict.effect(Effect::Traffic);
        verdict.reason(risk, Path::of(&path), why, remedy);
        true
    };
    let why = match is_public(Some(after)) {
        true => "another load balancer, that the internet reaches, takes its place",
        false => ANOTHER,
    };
    told("scheme", Risk::High, why, MOVE, verdict);
    for setting in SETTINGS.iter().filter(|setting| !name(setting).is_empty()) {
        told(
            name(setting),
            setting.risk,
            setting.why,
            setting.remedy,
            verdict,
        );
    }
    let checks = subject.change.fields.iter().find(|field| {
        let key = field.path.last_field();
        let key = key.and_then(|key| key.strip_prefix(prefix));
        key.is_some_and(|key| key.starts_with("healthcheck-") || key == "success-codes")
    });
    if let Some(check) = checks {
        let why = "health checks change: targets that do not meet them get no requests";
        verdict.effect(Effect::Traffic);
        verdict.reason(Risk::Medium, check.path.clone(), why, "");
    }
}

/// Judges an annotation that lists ranges of addresses.
fn shift(subject: &Subject<'_>, key: &str, verdict: &mut Verdict) {
    let path = ["metadata", "annotations", key];
    let of = |node: Option<&Node>| -> Vec<EcoString> {
        let text = node.and_then(Node::to_text).unwrap_or_default();
        let ranges = text.split(',').map(str::trim);
        let ranges = ranges.filter(|range| !range.is_empty());
        ranges.map(EcoString::from).collect()
    };
    let (old, new) = (of(subject.old(&path)), of(subject.new(&path)));
    if subject.touches(&path) && old != new {
        verdict.effect(Effect::Traffic);
        let path = Path::of(&path);
        ranges::tell(&old, &new, &path, "the load balancer", verdict);
    }
}
