//! ServiceAccounts and what AWS lets pods do that act as them: IRSA, Pod Identity, roles and policies of ACK.

use crate::diff::read::{annotation, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{ticked, value};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::ObjectId;
use crate::yaml::Node;

const ROLE: &str = "eks.amazonaws.com/role-arn";

/// Judges what pods act as.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "ServiceAccount") => account(subject, verdict),
        ("", "ConfigMap") if id.namespace == "kube-system" && id.name == "aws-auth" => {
            mapping(subject, verdict)
        }
        ("eks.services.k8s.aws", "PodIdentityAssociation") => association(subject, verdict),
        ("eks.services.k8s.aws", "AccessEntry") => entry(subject, verdict),
        ("iam.services.k8s.aws", "Role" | "Policy" | "User" | "Group") => iam(subject, verdict),
        _ => {}
    }
}

/// Returns the workloads whose pods act as the account.
fn workloads(subject: &Subject<'_>) -> String {
    let users: Vec<&ObjectId> = subject.change.used_by.iter().map(|user| &user.by).collect();
    match users.as_slice() {
        [] => "pods that act as it".to_owned(),
        users => format!("pods of {}", ticked(users)),
    }
}

fn account(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() == Action::Create {
        return verdict.effect(Effect::Permissions);
    }
    if let Some(gone) = subject.gone() {
        verdict.effect(Effect::Permissions);
        let users = subject.world.dangling(gone);
        if !users.is_empty() {
            let why = format!(
                "{} still acts as `{gone}`: its new pods are refused",
                ticked(users)
            );
            verdict.reason(
                Risk::High,
                Path::default(),
                why,
                "keep the account, or name another one in the pods",
            );
        }
    }
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    role(subject, before, after, verdict);
    token(subject, verdict);
}

/// The role that IRSA gives pods.
fn role(subject: &Subject<'_>, before: &Node, after: &Node, verdict: &mut Verdict) {
    let path = Path::of(&["metadata", "annotations", ROLE]);
    let again =
        "restart the pods once the role is there: those that run keep the credentials they have";
    let (why, remedy) = match (annotation(before, ROLE), annotation(after, ROLE)) {
        (old, new) if old == new => return,
        (Some(old), Some(new)) => (
            format!(
                "{} act in AWS as `{new}`, so far as `{old}`",
                workloads(subject)
            ),
            again,
        ),
        (Some(old), None) => {
            let why = format!("{} no longer act in AWS as `{old}`", workloads(subject));
            (
                why,
                "make sure that a Pod Identity association takes its place",
            )
        }
        (None, new) => {
            let new = new.unwrap_or_default();
            (
                format!("{} act in AWS as `{new}`", workloads(subject)),
                again,
            )
        }
    };
    verdict.effect(Effect::Permissions);
    verdict.reason(Risk::High, path, why, remedy);
}

/// Whether pods get a token for the API server.
fn token(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["automountServiceAccountToken"];
    if !subject.touches(&path) {
        return;
    }
    let is_off = |node: Option<&Node>| node.and_then(Node::as_bool) == Some(false);
    let why = match (is_off(subject.was(&path)), is_off(subject.now(&path))) {
        (false, true) => "no longer get a token for the API server",
        (true, false) => "get a token for the API server",
        _ => return,
    };
    verdict.effect(Effect::Permissions);
    let why = format!("new {} {why}", workloads(subject));
    verdict.reason(Risk::Medium, Path::of(&path), why, "");
}

/// Who of AWS is whom in the cluster.
fn mapping(subject: &Subject<'_>, verdict: &mut Verdict) {
    let why = match subject.action() {
        Action::Create => "it says which roles of AWS may do what in the cluster",
        Action::Delete => "nodes and people that it lets in lose the cluster",
        _ if subject.touches(&["data"]) => {
            "other roles and users of AWS are let into the cluster, nodes too"
        }
        _ => return,
    };
    verdict.effect(Effect::Permissions);
    verdict.reason(
        Risk::High,
        Path::of(&["data"]),
        why,
        "keep the roles of the nodes, or use access entries",
    );
}

fn association(subject: &Subject<'_>, verdict: &mut Verdict) {
    let node = subject.after().or(subject.before());
    let of = |key| text(node, &["spec", key]).unwrap_or_default();
    let account = format!(
        "pods of `ServiceAccount/{}/{}`",
        of("namespace"),
        of("serviceAccount")
    );
    verdict.effect(Effect::Permissions);
    let role = |node: Option<&Node>| {
        let spec = node.and_then(|node| node.get("spec"));
        let stated = spec.and_then(|spec| {
            spec.value_of("roleARN")
                .or(spec.at(&["roleRef", "from", "name"]))
        });
        value(stated)
    };
    let (why, remedy) = match subject.action() {
        Action::Create => return,
        Action::Delete => (
            format!(
                "{account} no longer act in AWS as {}",
                role(subject.before())
            ),
            "",
        ),
        _ if role(subject.before()) != role(subject.after()) => (
            format!(
                "{account} act in AWS as {}, so far as {}",
                role(subject.after()),
                role(subject.before())
            ),
            "restart the pods once the role is there: those that run keep the credentials they have for a while",
        ),
        _ if subject.touches(&["spec"]) => (
            format!("the role {} goes to {account}", role(subject.after())),
            "",
        ),
        _ => return,
    };
    verdict.reason(Risk::High, Path::of(&["spec"]), why, remedy);
}

fn entry(subject: &Subject<'_>, verdict: &mut Verdict) {
    let who = value(
        subject
            .now(&["spec", "principalARN"])
            .or(subject.was(&["spec", "principalARN"])),
    );
    let why = match subject.action() {
        Action::Create => format!("{who} is let into the cluster"),
        Action::Delete => format!("{who} is no longer let into the cluster"),
        _ if subject.touches(&["spec"]) => format!("{who} may do other things in the cluster"),
        _ => return,
    };
    verdict.effect(Effect::Permissions);
    verdict.reason(Risk::High, Path::of(&["spec"]), why, "");
}

/// What a role or a policy of AWS says.
fn iam(subject: &Subject<'_>, verdict: &mut Verdict) {
    const FIELDS: &[(&str, &str)] = &[
        ("assumeRolePolicyDocument", "others may act as it"),
        ("inlinePolicies", "it may do other things in AWS"),
        ("policies", "it may do other things in AWS"),
        ("policyRefs", "it may do other things in AWS"),
        ("policyDocument", "who has it may do other things in AWS"),
        ("permissionsBoundary", "it may do other things in AWS"),
    ];
    if subject.action() != Action::Update || subject.touches(&["spec"]) {
        verdict.effect(Effect::Permissions);
    }
    if subject.action() == Action::Delete {
        let why = "who acts with it in AWS can no longer do so";
        verdict.reason(Risk::High, Path::default(), why, "");
    }
    for (field, why) in FIELDS {
        let path = ["spec", *field];
        if subject.touches(&path) {
            let all = [
                "\"Action\":\"*\"",
                "\"Action\": \"*\"",
                "iam:*",
                "AdministratorAccess",
            ];
            let stated = |node: Option<&Node>| {
                let mut has = false;
                if let Some(node) = node {
                    node.leaves(&mut |_, leaf| {
                        let text = leaf.to_text().unwrap_or_default();
                        has |= all.iter().any(|all| text.contains(all));
                    });
                }
                has
            };
            let is_all = stated(subject.now(&path)) && !stated(subject.was(&path));
            let why = if is_all {
                "it may do everything in AWS"
            } else {
                why
            };
            verdict.reason(Risk::High, Path::of(&path), why, "");
        }
    }
}
