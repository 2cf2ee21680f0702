//! Annotations of the AWS Load Balancer Controller, on Ingresses (`alb.ingress.kubernetes.io/`) and on Services
//! (`service.beta.kubernetes.io/aws-load-balancer-`).
//!
//! Source: `docs/guide/ingress/annotations.md` and `docs/guide/service/annotations.md` of
//! kubernetes-sigs/aws-load-balancer-controller 3.5.

mod settings;

use ecow::EcoString;

use self::settings::{ANOTHER, MOVE, SETTINGS, Setting};
use super::ranges;
use crate::diff::read::annotation;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::value;
use crate::diff::world::balancers::{ALB, Group};
use crate::diff::{Effect, Path, Risk};
use crate::yaml::Node;

const NLB: &str = "service.beta.kubernetes.io/aws-load-balancer-";

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

/// Says that the load balancer of an Ingress goes with it. The one of a group stays as long as others are in it.
pub(super) fn gone(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (Some(gone), Some(before)) = (subject.gone(), subject.pair.before) else {
        return;
    };
    let world = subject.world;
    let Some(group) = Group::of(&world.before, before.object) else {
        return;
    };
    if world.after.has_balancer(&group) {
        return;
    }
    let why = match (subject.after(), &group) {
        (Some(_), Group::Own(_)) => {
            format!("the load balancer is made for `{gone}` alone: {ANOTHER}")
        }
        (_, Group::Own(_)) => "its load balancer is deleted, with its DNS name".to_owned(),
        (_, Group::Named(name)) => format!(
            "it is the last of group `{name}`: the load balancer of the group is deleted, with its DNS name"
        ),
    };
    let remedy = match group {
        Group::Own(_) => MOVE.to_owned(),
        Group::Named(name) => {
            format!("keep one Ingress in group `{name}` until no DNS record leads there")
        }
    };
    verdict.reason(Risk::High, Path::default(), why, remedy);
}

/// Returns whether the load balancer of a Service or an Ingress is one that the internet reaches.
pub(super) fn is_public(object: Option<&Node>) -> bool {
    [ALB, NLB].iter().any(|prefix| {
        let stated = object.and_then(|object| annotation(object, &format!("{prefix}scheme")));
        stated.as_deref() == Some("internet-facing")
    })
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
    let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
    if subject.touches(&path) && old != new {
        verdict.effect(Effect::Traffic);
        let path = Path::of(&path);
        ranges::tell(&old, &new, &path, "the load balancer", verdict);
    }
}
