//! Gateways, what configures their load balancers, and target groups that somebody else made.

use ecow::EcoString;

use super::ranges;
use crate::diff::read::{items, text};
use crate::diff::sets::by_key;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{ticked, value};
use crate::diff::{Action, Effect, Path, Risk};
use crate::yaml::Node;

/// Judges what stands before Services, other than Ingresses.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("gateway.networking.k8s.io", "Gateway") => gateway(subject, verdict),
        ("gateway.k8s.aws", "LoadBalancerConfiguration") => configuration(subject, verdict),
        ("elbv2.k8s.aws" | "eks.amazonaws.com", "TargetGroupBinding") => binding(subject, verdict),
        _ => {}
    }
}

fn gateway(subject: &Subject<'_>, verdict: &mut Verdict) {
    verdict.effect(Effect::Traffic);
    if let Some(gone) = subject.gone() {
        let routes = subject.world.dangling(gone);
        let still = match routes.is_empty() {
            true => String::new(),
            false => format!(", and {} still names it", ticked(routes)),
        };
        let why = format!("the load balancer of `{gone}` is deleted, with its DNS name{still}");
        let remedy =
            "make the new one beside it, move the routes and the DNS record, then delete this one";
        verdict.reason(Risk::High, Path::default(), why, remedy);
    }
    if subject.action() != Action::Update {
        return;
    }
    let other = "another load balancer with another DNS name takes its place";
    verdict.changed(subject, &["spec", "gatewayClassName"], Risk::High, other);
    let addresses = "it answers under other addresses";
    verdict.changed(subject, &["spec", "addresses"], Risk::High, addresses);
    let configured = "the load balancer is configured otherwise";
    verdict.changed(
        subject,
        &["spec", "infrastructure"],
        Risk::Medium,
        configured,
    );
    listeners(subject, verdict);
}

fn listeners(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "listeners"];
    let name = |listener: &Node| {
        text(Some(listener), &["name"])
            .unwrap_or_default()
            .to_owned()
    };
    let (old, new) = (items(subject.was(&path)), items(subject.now(&path)));
    let before = by_key(old.iter().map(|one| (name(one), one)));
    let after = by_key(new.iter().map(|one| (name(one), one)));
    let at = || Path::of(&path);
    for listener in old {
        let Some(after) = after.get(&name(listener)).copied() else {
            let why = format!("nobody listens any more at {}", place(listener));
            verdict.reason(Risk::High, at(), why, "");
            continue;
        };
        if place(listener) != place(after) {
            let why = format!(
                "`{}` listens at {}, so far at {}",
                name(after),
                place(after),
                place(listener)
            );
            verdict.reason(Risk::High, at(), why, "");
        }
        if listener.value_of("tls") != after.value_of("tls") {
            let why = format!("`{}` shows another certificate", name(after));
            verdict.reason(
                Risk::High,
                at(),
                why,
                "make sure that it is there and covers all hosts",
            );
        }
        if listener.value_of("allowedRoutes") != after.value_of("allowedRoutes") {
            let from = |node: &Node| value(node.at(&["allowedRoutes", "namespaces", "from"]));
            let why = format!(
                "`{}` takes routes of other namespaces: {}, so far {}",
                name(after),
                from(after),
                from(listener)
            );
            verdict.reason(Risk::Medium, at(), why, "");
        }
    }
    let added = new
        .iter()
        .filter(|listener| !before.contains_key(&name(listener)));
    for listener in added {
        let why = format!("it also listens at {}", place(listener));
        verdict.reason(Risk::Medium, at(), why, "");
    }
}

/// Returns where a listener listens.
fn place(listener: &Node) -> String {
    let of = |key| {
        listener
            .value_of(key)
            .and_then(Node::to_text)
            .unwrap_or_default()
    };
    let host = match of("hostname") {
        host if host.is_empty() => "all hosts".into(),
        host => host,
    };
    format!("`{} {}` for `{host}`", of("protocol"), of("port"))
}

/// What the load balancers of Gateways are like.
fn configuration(subject: &Subject<'_>, verdict: &mut Verdict) {
    verdict.effect(Effect::Traffic);
    if subject.action() != Action::Update {
        return;
    }
    let other = "another load balancer with another DNS name takes its place";
    verdict.changed(subject, &["spec", "scheme"], Risk::High, other);
    verdict.changed(subject, &["spec", "loadBalancerName"], Risk::High, other);
    verdict.changed(
        subject,
        &["spec", "securityGroups"],
        Risk::High,
        "other addresses are let in",
    );
    verdict.changed(
        subject,
        &["spec", "wafV2"],
        Risk::High,
        "other requests are let through",
    );
    verdict.changed(
        subject,
        &["spec", "listenerConfigurations"],
        Risk::High,
        "certificates or versions of TLS are other ones",
    );
    verdict.changed(
        subject,
        &["spec", "loadBalancerSubnets"],
        Risk::Medium,
        "the load balancer answers in other subnets",
    );
    let path = ["spec", "sourceRanges"];
    if subject.touches(&path) {
        let of = |node: Option<&Node>| -> Vec<EcoString> {
            items(node).iter().filter_map(Node::to_text).collect()
        };
        let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
        ranges::tell(&old, &new, &Path::of(&path), "the load balancer", verdict);
    }
}

/// A target group that somebody else made, and whose pods are in it.
fn binding(subject: &Subject<'_>, verdict: &mut Verdict) {
    verdict.effect(Effect::Traffic);
    if subject.gone().is_some() {
        let group = value(
            subject
                .was(&["spec", "targetGroupARN"])
                .or(subject.was(&["spec", "targetGroupName"])),
        );
        let why = format!(
            "the pods are taken out of the target group {group}: requests to it get no answer"
        );
        verdict.reason(Risk::High, Path::default(), why, "");
    }
    if subject.action() != Action::Update {
        return;
    }
    let group = "the pods go from one target group to the other";
    verdict.changed(subject, &["spec", "targetGroupARN"], Risk::High, group);
    verdict.changed(subject, &["spec", "targetGroupName"], Risk::High, group);
    verdict.changed(
        subject,
        &["spec", "serviceRef", "name"],
        Risk::High,
        "requests go to the pods of another Service",
    );
    verdict.changed(
        subject,
        &["spec", "serviceRef", "port"],
        Risk::High,
        "requests go to another port",
    );
    verdict.changed(
        subject,
        &["spec", "networking"],
        Risk::Medium,
        "other sources are let in to the pods",
    );
    verdict.changed(
        subject,
        &["spec", "nodeSelector"],
        Risk::Medium,
        "targets are on other nodes",
    );
}
