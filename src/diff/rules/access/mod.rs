//! Roles and bindings: who may do more than before, and who less.

mod grants;

use ecow::EcoString;

use self::grants::{Grants, subjects};
use crate::diff::read::text;
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::{Side, World};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::{Object, ObjectId};
use crate::yaml::Node;

const GROUP: &str = "rbac.authorization.k8s.io";

/// Judges roles and bindings.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.id().group != GROUP {
        return;
    }
    match subject.id().kind.as_str() {
        "Role" | "ClusterRole" => role(subject, verdict),
        "RoleBinding" | "ClusterRoleBinding" => binding(subject, verdict),
        _ => {}
    }
}

fn role(subject: &Subject<'_>, verdict: &mut Verdict) {
    let old = subject.before().map(Grants::read).unwrap_or_default();
    let new = subject.after().map(Grants::read).unwrap_or_default();
    aggregated(subject, verdict);
    let (gained, lost) = (new.beyond(&old), old.beyond(&new));
    let path = || Path::of(&["rules"]);
    if subject.action() == Action::Update && gained.is_empty() && lost.is_empty() {
        if subject.touches(&["rules"]) {
            verdict.effect(Effect::None);
            verdict.reason(
                Risk::None,
                path(),
                "it gives the same permissions, written otherwise",
                "",
            );
        }
        return;
    }
    verdict.effect(Effect::Permissions);
    // What a new role gives is told where it is bound.
    if !gained.is_empty() && subject.action() != Action::Create {
        let who = holders(&subject.world.after, subject.id());
        let (risk, why) = match gained.danger() {
            Some(danger) => (
                Risk::High,
                format!("{} may also {gained}: {danger}", someone(&who)),
            ),
            None => (Risk::Medium, format!("{} may also {gained}", someone(&who))),
        };
        verdict.reason(risk, path(), why, "");
    }
    let held_after = match subject.after() {
        Some(_) => holders(&subject.world.after, subject.id()),
        // Of a role that is gone those lose something whose binding stays.
        None => still_bound(subject),
    };
    if !lost.is_empty() && (subject.after().is_some() || !held_after.is_empty()) {
        let why = format!("{} may no longer {lost}", someone(&held_after));
        let remedy = "make sure that nobody needs it: requests are answered with 403";
        verdict.reason(Risk::Medium, path(), why, remedy);
    }
}

/// Returns who has a role.
fn holders(side: &Side<'_>, role: &ObjectId) -> Vec<String> {
    let bindings = side
        .users(role)
        .into_iter()
        .filter_map(|user| side.get(user.by));
    let mut holders: Vec<String> = bindings
        .flat_map(|binding| subjects(Some(&binding.node)))
        .collect();
    holders.sort();
    holders.dedup();
    holders
}

fn still_bound(subject: &Subject<'_>) -> Vec<String> {
    let bindings = subject.world.dangling(subject.id());
    let bindings = bindings
        .into_iter()
        .filter_map(|id| subject.world.after.get(id));
    bindings
        .flat_map(|binding| subjects(Some(&binding.node)))
        .collect()
}

fn someone(who: &[String]) -> String {
    match who {
        [] => "whoever has the role".to_owned(),
        who => ticked(who),
    }
}

/// A role whose label makes it a part of others.
fn aggregated(subject: &Subject<'_>, verdict: &mut Verdict) {
    for role in ["admin", "edit", "view"] {
        let key = format!("{GROUP}/aggregate-to-{role}");
        let path = ["metadata", "labels", key.as_str()];
        let is = |node: Option<&Node>| node.and_then(Node::as_str) == Some("true");
        let why = match (is(subject.was(&path)), is(subject.now(&path))) {
            (false, true) => {
                format!("what it gives becomes a part of `{role}`, for everybody who has that")
            }
            (true, false) => format!("what it gives is no longer a part of `{role}`"),
            _ => continue,
        };
        let danger = subject
            .now(&["rules"])
            .and(subject.after())
            .and_then(|role| Grants::read(role).danger());
        let risk = if danger.is_some() {
            Risk::High
        } else {
            Risk::Medium
        };
        verdict.effect(Effect::Permissions);
        verdict.reason(risk, Path::of(&path), why, "");
    }
}

fn binding(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (old, new) = (subjects(subject.before()), subjects(subject.after()));
    let is_other_role = subject.touches(&["roleRef"]);
    if subject.action() != Action::Update || subject.touches(&["subjects"]) || is_other_role {
        verdict.effect(Effect::Permissions);
    }
    let (gained, lost) = match is_other_role {
        true => (new.iter().collect(), old.iter().collect()),
        false => (without(&new, &old), without(&old, &new)),
    };
    let world = subject.world;
    if let (false, Some(binding)) = (gained.is_empty(), subject.after()) {
        given(
            subject,
            Given::of(&world.after, subject.id(), binding),
            &gained,
            verdict,
        );
    }
    // Nobody misses what is given to an account that is gone.
    let lost: Vec<&String> = lost
        .into_iter()
        .filter(|who| !is_gone(world, who))
        .collect();
    if let (false, Some(binding)) = (lost.is_empty(), subject.before()) {
        let role = Given::of(&world.before, subject.id(), binding).name;
        let why = format!("{} no longer has `{role}`", ticked(lost));
        let remedy = "make sure that nobody needs it: requests are answered with 403";
        verdict.reason(Risk::Medium, Path::of(&["subjects"]), why, remedy);
    }
}

fn given(subject: &Subject<'_>, role: Given<'_>, gained: &[&String], verdict: &mut Verdict) {
    let grants = role.object.map(|object| Grants::read(&object.node));
    let is_everybody = |who: &&String| {
        let (_, name) = who.split_once('/').unwrap_or_default();
        matches!(
            name,
            "system:authenticated"
                | "system:unauthenticated"
                | "system:anonymous"
                | "system:serviceaccounts"
        )
    };
    let who = ticked(gained);
    let name = &role.name;
    let place = match subject.id().namespace.as_str() {
        "" => " in all namespaces".to_owned(),
        namespace => format!(" in `{namespace}`"),
    };
    let danger = grants.as_ref().and_then(Grants::danger);
    let (risk, why) = match (name.as_str(), danger) {
        _ if gained.iter().any(is_everybody) => (
            Risk::High,
            format!("{who} gets `{name}`{place}: that is everybody who reaches the API server"),
        ),
        ("ClusterRole/cluster-admin", _) => (
            Risk::High,
            format!("{who} gets `{name}`{place}: it may do everything"),
        ),
        (_, Some(danger)) => (Risk::High, format!("{who} gets `{name}`{place}: {danger}")),
        ("ClusterRole/admin" | "ClusterRole/edit", _) => (
            Risk::High,
            format!("{who} gets `{name}`{place}: it reads Secrets and runs commands in pods"),
        ),
        _ => match grants {
            None if subject.id().namespace.is_empty() => (
                Risk::High,
                format!("{who} gets `{name}`{place}, a role that is not among these manifests"),
            ),
            Some(grants) if !grants.is_empty() => (
                Risk::Medium,
                format!("{who} gets `{name}`{place}: it may {grants}"),
            ),
            _ => (Risk::Medium, format!("{who} gets `{name}`{place}")),
        },
    };
    verdict.reason(risk, Path::of(&["subjects"]), why, "");
}

/// The role that a binding gives.
struct Given<'a> {
    /// `Role/shop/api`, or `ClusterRole/view`.
    name: EcoString,
    object: Option<&'a Object>,
}

impl<'a> Given<'a> {
    fn of(side: &Side<'a>, binding: &ObjectId, node: &Node) -> Self {
        let kind = text(Some(node), &["roleRef", "kind"]).unwrap_or("ClusterRole");
        let id = ObjectId {
            group: GROUP.into(),
            kind: kind.into(),
            namespace: if kind == "Role" {
                binding.namespace.clone()
            } else {
                "".into()
            },
            name: text(Some(node), &["roleRef", "name"])
                .unwrap_or_default()
                .into(),
        };
        Given {
            name: id.to_string().into(),
            object: side.get(&id),
        }
    }
}

/// Returns whether a subject is a ServiceAccount that the change removes.
fn is_gone(world: &World<'_>, subject: &str) -> bool {
    let mut parts = subject.splitn(3, '/');
    let (Some("ServiceAccount"), Some(namespace), Some(name)) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let account = |side: &Side<'_>| side.find("", "ServiceAccount", namespace, name).is_some();
    account(&world.before) && !account(&world.after)
}
