//! Services: which pods answer, at which ports, under which name.

mod ports;

use ecow::EcoString;

use super::{load_balancers, ranges};
use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{ticked, value};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::{LabelSelector, ObjectId};
use crate::yaml::Node;

/// Judges a Service.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("", "Service") {
        return;
    }
    match (subject.before(), subject.after()) {
        (None, Some(_)) => created(subject, verdict),
        (Some(_), None) => gone(subject, subject.id(), verdict),
        (Some(before), Some(after)) => {
            if let Some(old) = subject.gone() {
                gone(subject, old, verdict);
            }
            if subject.touches(&["spec"]) {
                verdict.effect(Effect::Traffic);
                kind(before, after, verdict);
                ports::judge(before, after, verdict);
                addresses(before, after, verdict);
                source_ranges(before, after, verdict);
                policies(subject, verdict);
            }
            if subject.touches(&["spec", "selector"]) {
                selector(subject, verdict);
            }
            load_balancers::of_service(subject, verdict);
        }
        (None, None) => {}
    }
}

/// Returns the name under which others reach a Service.
fn dns(id: &ObjectId) -> String {
    format!("{}.{}.svc", id.name, id.namespace)
}

fn is_balanced(service: Option<&Node>) -> bool {
    text(service, &["spec", "type"]) == Some("LoadBalancer")
}

fn created(subject: &Subject<'_>, verdict: &mut Verdict) {
    verdict.effect(Effect::Traffic);
    if is_balanced(subject.after()) {
        let reach = match load_balancers::is_public(subject.after()) {
            true => "that the internet reaches",
            false => "inside the VPC",
        };
        verdict.reason(
            Risk::Medium,
            Path::of(&["spec", "type"]),
            format!("a load balancer is made {reach}"),
            "",
        );
    }
}

/// Says what the loss of a name means: of a deleted Service, and of one that is called otherwise now.
fn gone(subject: &Subject<'_>, old: &ObjectId, verdict: &mut Verdict) {
    verdict.effect(Effect::Traffic);
    let users = subject.world.dangling(old);
    let becomes = match subject.action() {
        Action::Delete => "is gone".to_owned(),
        _ => format!("becomes `{}`", dns(subject.id())),
    };
    let still = match users.is_empty() {
        true => String::new(),
        false => format!(", and {} still names it", ticked(users)),
    };
    let balancer = match is_balanced(subject.before()) {
        true => ", its load balancer is deleted",
        false => "",
    };
    verdict.reason(
        Risk::High,
        Path::default(),
        format!("the name `{}` {becomes}{balancer}{still}", dns(old)),
        "keep the Service beside the new one until nobody asks for the old name",
    );
}

fn selector(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = Path::of(&["spec", "selector"]);
    let Some(selector) = subject.now(&["spec", "selector"]) else {
        let remedy = "write an EndpointSlice for it, or give the selector back";
        let why = "without a selector nobody keeps its endpoints";
        return verdict.reason(Risk::High, path, why, remedy);
    };
    let new = LabelSelector::equal_to(selector);
    let old = subject.was(&["spec", "selector"]);
    let old = old.map(LabelSelector::equal_to).unwrap_or_default();
    let found = subject.world.answering(&subject.id().namespace, &old, &new);
    let (why, remedy) = if found.now.is_empty() && found.so_far.is_empty() {
        let why = "requests go to other pods; neither those nor the ones so far are among these manifests";
        (why.to_owned(), String::new())
    } else if found.now.is_empty() {
        let why = format!(
            "its selector matches no pod of these manifests: nobody answers at `{}`",
            dns(subject.id())
        );
        (
            why,
            "give pods the labels that the selector asks for".to_owned(),
        )
    } else if found.is_interrupted {
        let why = format!(
            "running pods of {} do not have the labels yet: nobody answers until new ones are ready",
            found.late
        );
        (
            why,
            "give the pods the labels first, and change the selector once they run".to_owned(),
        )
    } else if found.is_same {
        return verdict.reason(Risk::Low, path, "it selects the same pods as before", "");
    } else {
        let from = match found.so_far.is_empty() {
            true => "so far to nobody".to_owned(),
            false => format!("so far to {}", found.so_far),
        };
        (
            format!("requests go to {}, {from}", found.now),
            String::new(),
        )
    };
    verdict.reason(Risk::High, path, why, remedy);
}

/// What a Service is to others.
fn kind(before: &Node, after: &Node, verdict: &mut Verdict) {
    let of = |node| text(Some(node), &["spec", "type"]).unwrap_or("ClusterIP");
    let (from, to) = (of(before), of(after));
    let why = match (from, to) {
        _ if from == to => return,
        ("LoadBalancer", _) => {
            "its load balancer is deleted, and the name that points there leads nowhere"
        }
        (_, "LoadBalancer") => "a load balancer is made for it",
        (_, "ExternalName") => "its name leads out of the cluster, no pod answers any more",
        ("NodePort", _) => "its ports of the nodes are closed",
        ("ExternalName", _) => "its name leads to pods of the cluster and no more out of it",
        _ => "ports of all nodes are opened for it",
    };
    let why = format!("the type goes from `{from}` to `{to}`: {why}");
    verdict.reason(Risk::High, Path::of(&["spec", "type"]), why, "");
}

fn addresses(before: &Node, after: &Node, verdict: &mut Verdict) {
    let is_headless = |node| text(Some(node), &["spec", "clusterIP"]) == Some("None");
    let why = match (is_headless(before), is_headless(after)) {
        (false, true) => {
            "it becomes headless: its name gives the addresses of the pods, ports are not mapped"
        }
        (true, false) => {
            "it is no more headless: its name gives one address, single pods have no names"
        }
        _ => return,
    };
    verdict.reason(Risk::High, Path::of(&["spec", "clusterIP"]), why, "");
}

fn source_ranges(before: &Node, after: &Node, verdict: &mut Verdict) {
    if !is_balanced(Some(before)) || !is_balanced(Some(after)) {
        return;
    }
    let of = |node: &'_ Node| -> Vec<EcoString> {
        let stated = items(node.at(&["spec", "loadBalancerSourceRanges"])).iter();
        stated.filter_map(Node::to_text).collect()
    };
    let (old, new) = (of(before), of(after));
    let path = Path::of(&["spec", "loadBalancerSourceRanges"]);
    ranges::tell(&old, &new, &path, "the load balancer", verdict);
}

/// The fields that say how requests get to pods.
fn policies(subject: &Subject<'_>, verdict: &mut Verdict) {
    for (field, default, risk, why) in POLICIES {
        let path = ["spec", *field];
        let (old, new) = (subject.was(&path), subject.now(&path));
        let of = |node: Option<&Node>| node.and_then(Node::to_text).unwrap_or((*default).into());
        if of(old) != of(new) && subject.touches(&path) {
            let why = format!(
                "`{field}` goes from {} to {}: {why}",
                value(old),
                value(new)
            );
            verdict.reason(*risk, Path::of(&path), why, "");
        }
    }
}

/// A field, what it is where nobody states it, how much a change of it can do, and what.
const POLICIES: &[(&str, &str, Risk, &str)] = &[
    (
        "externalTrafficPolicy",
        "Cluster",
        Risk::Medium,
        "`Local` keeps the address of the client and answers only on nodes that have a pod",
    ),
    (
        "internalTrafficPolicy",
        "Cluster",
        Risk::Medium,
        "with `Local` only nodes that have a pod get an answer",
    ),
    (
        "publishNotReadyAddresses",
        "false",
        Risk::Medium,
        "it decides whether pods get requests before they are ready",
    ),
    (
        "sessionAffinity",
        "None",
        Risk::Medium,
        "it decides whether a client stays with one pod",
    ),
    (
        "trafficDistribution",
        "",
        Risk::Low,
        "it decides in which zone requests are answered",
    ),
];
