//! Classes of Ingresses, and what the load balancers of a class have in common.

use super::ranges;
use crate::diff::read::{annotation, items};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{ticked, value};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::ObjectId;
use crate::yaml::Node;
use ecow::EcoString;

/// Judges classes and their parameters.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("networking.k8s.io", "IngressClass") => ingress(subject, verdict),
        ("elbv2.k8s.aws" | "eks.amazonaws.com", "IngressClassParams") => {
            parameters(subject, verdict)
        }
        _ => {}
    }
}

/// Says that the default is another one.
fn default(was: bool, is: bool, path: Path, verdict: &mut Verdict) {
    let why = match (was, is) {
        (false, true) => "it becomes the default: Ingresses that name no class get it",
        (true, false) => {
            "it is no longer the default: nobody answers for Ingresses that name no class"
        }
        _ => return,
    };
    let remedy = "name the class in all Ingresses that rely on the default first";
    verdict.reason(Risk::High, path, why, remedy);
}

fn ingress(subject: &Subject<'_>, verdict: &mut Verdict) {
    const KEY: &str = "ingressclass.kubernetes.io/is-default-class";
    let is = |node: Option<&Node>| {
        let stated = node.and_then(|node| annotation(node, KEY));
        stated.as_deref() == Some("true")
    };
    let (was, is) = (is(subject.before()), is(subject.after()));
    if was || is || subject.action() != Action::Update {
        verdict.effect(Effect::Traffic);
    }
    let path = Path::of(&["metadata", "annotations", KEY]);
    default(was, is, path, verdict);
    if let Some(gone) = subject.gone() {
        let users = subject.world.dangling(gone);
        if !users.is_empty() {
            let why = format!(
                "{} still names `{gone}`: nobody keeps its load balancer",
                ticked(users)
            );
            verdict.reason(
                Risk::High,
                Path::default(),
                why,
                "give the Ingresses another class first",
            );
        }
    } else if subject.touches(&["spec", "parameters"]) {
        verdict.effect(Effect::Traffic);
        let why = format!(
            "{} gets the parameters of {}",
            ingresses(subject, &[subject.id().clone()]),
            value(subject.now(&["spec", "parameters", "name"]))
        );
        verdict.reason(Risk::High, Path::of(&["spec", "parameters"]), why, "");
    }
}

/// Returns the Ingresses that are of a class.
fn ingresses(subject: &Subject<'_>, classes: &[ObjectId]) -> String {
    let users = classes
        .iter()
        .flat_map(|class| subject.world.after.users(class));
    let users: Vec<&ObjectId> = users
        .map(|user| user.by)
        .filter(|id| id.kind == "Ingress")
        .collect();
    match users.as_slice() {
        [] => "every Ingress of the class".to_owned(),
        [only] => ticked([only]),
        users => format!("each of {}", ticked(users)),
    }
}

const OTHER: &str = "gets another load balancer with another DNS name";
/// Parameters of a class, what a change can do, and what that is.
const FIELDS: &[(&str, Risk, &str)] = &[
    ("scheme", Risk::High, OTHER),
    ("group", Risk::High, OTHER),
    ("loadBalancerName", Risk::High, OTHER),
    (
        "namespaceSelector",
        Risk::High,
        "may be refused, or others may be of the class",
    ),
    (
        "targetType",
        Risk::High,
        "gets new target groups, targets are registered anew",
    ),
    ("certificateArn", Risk::High, "shows another certificate"),
    ("listeners", Risk::Medium, "gets other listeners"),
    (
        "sslPolicy",
        Risk::Medium,
        "takes clients with other versions of TLS",
    ),
    (
        "sslRedirectPort",
        Risk::Medium,
        "answers requests without TLS otherwise",
    ),
    ("subnets", Risk::Medium, "answers in other subnets"),
    (
        "ipAddressType",
        Risk::Medium,
        "answers under other addresses",
    ),
    (
        "loadBalancerAttributes",
        Risk::Medium,
        "gets other attributes of the load balancer",
    ),
];

/// What the load balancers of a class have in common, whatever an Ingress says.
fn parameters(subject: &Subject<'_>, verdict: &mut Verdict) {
    let classes: Vec<ObjectId> = subject
        .change
        .used_by
        .iter()
        .map(|user| user.by.clone())
        .collect();
    let who = ingresses(subject, &classes);
    verdict.effect(Effect::Traffic);
    if subject.action() != Action::Update {
        return;
    }
    for (field, risk, why) in FIELDS {
        let path = ["spec", *field];
        if subject.touches(&path) {
            let of =
                |node: Option<&Node>| value(node.and_then(|node| node.value_of("name")).or(node));
            let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
            let why = format!("{who} {why}: `{field}` goes from {old} to {new}");
            verdict.reason(*risk, Path::of(&path), why, "");
        }
    }
    addresses(subject, &who, verdict);
}

/// Whom the load balancers let in.
fn addresses(subject: &Subject<'_>, who: &str, verdict: &mut Verdict) {
    let path = ["spec", "inboundCIDRs"];
    if subject.touches(&path) {
        let of = |node: Option<&Node>| -> Vec<EcoString> {
            let list = items(node);
            list.iter().filter_map(Node::to_text).collect()
        };
        let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
        ranges::tell(
            &old,
            &new,
            &Path::of(&path),
            &format!("the load balancer of {who}"),
            verdict,
        );
    }
}
