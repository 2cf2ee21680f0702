//! What the API server asks before it takes an object: webhooks, admission policies; and who serves its groups.

use crate::diff::read::{items, text};
use crate::diff::sets::by_key;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Effect, Path, Risk};
use crate::yaml::Node;

/// Judges webhooks, policies and APIServices.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    match (id.group.as_str(), id.kind.as_str()) {
        (
            "admissionregistration.k8s.io",
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration",
        ) => webhooks(subject, verdict),
        (
            "admissionregistration.k8s.io",
            "ValidatingAdmissionPolicy"
            | "ValidatingAdmissionPolicyBinding"
            | "MutatingAdmissionPolicy"
            | "MutatingAdmissionPolicyBinding",
        ) => policy(subject, verdict),
        ("kyverno.io", "ClusterPolicy" | "Policy") => policy(subject, verdict),
        ("apiregistration.k8s.io", "APIService") => service(subject, verdict),
        _ => {}
    }
}

fn webhooks(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() != Action::Update || subject.touches(&["webhooks"]) {
        verdict.effect(Effect::Permissions);
    }
    let (old, new) = (hooks(subject.before()), hooks(subject.after()));
    let (before, after) = (by_key(old.iter().copied()), by_key(new.iter().copied()));
    let mutates = subject.id().kind.starts_with("Mutating");
    for (name, hook) in new {
        match before.get(name) {
            Some(before) => {
                failure_policy(name, before, hook, verdict);
                matched(name, before, hook, verdict);
                answered(name, before, hook, verdict);
            }
            None => added(name, hook, verdict),
        }
    }
    let names = old.iter().map(|(name, _)| *name);
    let gone: Vec<&str> = names.filter(|name| !after.contains_key(name)).collect();
    if !gone.is_empty() {
        let what = match mutates {
            true => "new objects are no longer changed by",
            false => "objects are no longer checked by",
        };
        let why = format!("{what} {}", ticked(gone));
        verdict.reason(Risk::High, Path::of(&["webhooks"]), why, "");
    }
}

/// Returns webhooks with their names.
fn hooks(configuration: Option<&Node>) -> Vec<(&str, &Node)> {
    let hooks = items(configuration.and_then(|node| node.value_of("webhooks"))).iter();
    hooks
        .filter_map(|hook| Some((text(Some(hook), &["name"])?, hook)))
        .collect()
}

/// What to do so that a webhook that does not answer stops as little as can be.
const DOWN: &str = "leave out the namespaces that its own pods need (`kube-system`, its own) by `namespaceSelector`, and run two replicas";

/// Returns whether a webhook that does not answer refuses what it is asked about.
fn fails(webhook: &Node) -> bool {
    text(Some(webhook), &["failurePolicy"]).unwrap_or("Fail") == "Fail"
}

fn added(name: &str, webhook: &Node, verdict: &mut Verdict) {
    let (risk, why, remedy) = match fails(webhook) {
        true => (
            Risk::High,
            format!(
                "`{name}` is asked with `failurePolicy: Fail`: while it does not answer, nothing that it matches can be created or changed"
            ),
            DOWN,
        ),
        false => (
            Risk::Medium,
            format!("`{name}` is asked about what it matches"),
            "",
        ),
    };
    verdict.reason(risk, Path::of(&["webhooks"]), why, remedy);
}

fn failure_policy(name: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let path = Path::of(&["webhooks"]);
    match (fails(before), fails(after)) {
        (false, true) => {
            let why = format!(
                "`{name}` goes from `Ignore` to `Fail`: while it does not answer, nothing that it matches can be created or changed"
            );
            verdict.reason(Risk::High, path, why, DOWN);
        }
        (true, false) => {
            let why = format!(
                "`{name}` goes from `Fail` to `Ignore`: while it does not answer, everything gets past it"
            );
            verdict.reason(Risk::Medium, path, why, "");
        }
        _ => {}
    }
}

/// Judges what a webhook is asked about.
fn matched(name: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let what = [
        "rules",
        "namespaceSelector",
        "objectSelector",
        "matchConditions",
    ];
    let changed: Vec<&str> = what
        .into_iter()
        .filter(|key| before.value_of(key) != after.value_of(key))
        .collect();
    if !changed.is_empty() {
        let is_wider = |key: &&&str| {
            before.value_of(key).is_some() && after.value_of(key).is_none() && **key != "rules"
        };
        let wider: Vec<_> = changed.iter().filter(is_wider).collect();
        let (risk, why) = match (wider.is_empty(), fails(after)) {
            (false, true) => (
                Risk::High,
                format!(
                    "`{name}` is asked about more objects, without {}, and refuses them while it does not answer",
                    ticked(wider)
                ),
            ),
            (false, false) => (
                Risk::Medium,
                format!(
                    "`{name}` is asked about more objects, without {}",
                    ticked(wider)
                ),
            ),
            (true, _) => (
                Risk::Medium,
                format!(
                    "`{name}` is asked about other objects: {} changes",
                    ticked(&changed)
                ),
            ),
        };
        verdict.reason(risk, Path::of(&["webhooks"]), why, "");
    }
}

/// Judges who answers for a webhook.
fn answered(name: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let client = ["service", "url"];
    if client
        .iter()
        .any(|key| before.at(&["clientConfig", key]) != after.at(&["clientConfig", key]))
    {
        let why = format!("`{name}` is asked at another address");
        verdict.reason(
            Risk::Medium,
            Path::of(&["webhooks"]),
            why,
            "make sure that it answers there first",
        );
    }
}

/// Judges what an admission policy does to objects that break it.
fn policy(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = || Path::of(&["spec"]);
    let refused = "let it warn first, and look whom it meets";
    match subject.action() {
        Action::Create if denies(subject.after()) => verdict.reason(
            Risk::High,
            path(),
            "objects that do not meet it are refused",
            refused,
        ),
        // One that only warns is missed by nobody.
        Action::Delete if says(subject.before()) && !denies(subject.before()) => {}
        Action::Delete => verdict.reason(
            Risk::High,
            Path::default(),
            "what it refused or changed gets past",
            "",
        ),
        _ if denies(subject.before()) && !denies(subject.after()) => {
            verdict.reason(Risk::High, path(), "what it refused gets past", "");
        }
        _ if !denies(subject.before()) && denies(subject.after()) => {
            verdict.reason(
                Risk::High,
                path(),
                "objects that do not meet it are refused",
                refused,
            );
        }
        Action::Update if subject.touches(&["spec"]) => {
            verdict.reason(
                Risk::Medium,
                path(),
                "other objects meet it than before",
                "",
            );
        }
        _ => return,
    }
    verdict.effect(Effect::Permissions);
}

/// Returns whether an admission policy refuses objects that do not meet it.
fn denies(policy: Option<&Node>) -> bool {
    let Some(spec) = policy.and_then(|node| node.get("spec")) else {
        return false;
    };
    let enforces = |node: &Node| {
        let text = node.as_str();
        text.is_some_and(|text| text.eq_ignore_ascii_case("enforce"))
    };
    let mut actions = items(spec.value_of("validationActions")).iter();
    let rules = items(spec.value_of("rules")).iter();
    let mut stated = spec
        .value_of("validationFailureAction")
        .into_iter()
        .chain(rules.filter_map(|rule| rule.at(&["validate", "failureAction"])));
    actions.any(|action| action.as_str() == Some("Deny")) || stated.any(enforces)
}

/// Returns whether an admission policy says itself what becomes of objects that do not meet it.
fn says(policy: Option<&Node>) -> bool {
    let spec = policy.and_then(|node| node.get("spec"));
    spec.is_some_and(|spec| {
        spec.value_of("validationActions")
            .or(spec.value_of("validationFailureAction"))
            .is_some()
    })
}

fn service(subject: &Subject<'_>, verdict: &mut Verdict) {
    let of = |node: Option<&Node>| {
        let version = text(node, &["spec", "version"]).unwrap_or_default();
        format!(
            "{}/{version}",
            text(node, &["spec", "group"]).unwrap_or_default()
        )
    };
    let remedy = "make sure that it answers: while it does not, deleting a Namespace hangs";
    match subject.action() {
        Action::Delete => {
            let why = format!(
                "`{}` is no longer served: who asks for it fails",
                of(subject.before())
            );
            verdict.reason(Risk::High, Path::default(), why, "");
        }
        Action::Update if subject.touches(&["spec", "service"]) => {
            let why = format!("`{}` is served by another Service", of(subject.after()));
            verdict.reason(Risk::High, Path::of(&["spec", "service"]), why, remedy);
        }
        Action::Create if subject.now(&["spec", "service"]).is_some() => {
            let why = format!("`{}` is served by a Service", of(subject.after()));
            verdict.reason(Risk::Medium, Path::of(&["spec", "service"]), why, remedy);
        }
        _ => return,
    }
    verdict.effect(Effect::Permissions);
}
