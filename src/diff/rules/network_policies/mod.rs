//! NetworkPolicies: which pods let in or out other traffic than before.
//!
//! A pod that no policy of a direction selects lets everything through; one that some select lets through what any of
//! them allows. So a policy that is added can deny, and one that is removed can do both.

mod allowed;
mod covering;
mod reach;

use self::allowed::{Allowed, Direction};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::Few;
use crate::diff::world::moves::{Pods, Selects};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::ObjectId;

/// Judges a NetworkPolicy, and policies of Cilium, Calico and the EKS network policy agent by whether they are there.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.is("networking.k8s.io", "NetworkPolicy") {
        if is_same(subject) {
            verdict.effect(Effect::None);
            return verdict.reason(
                Risk::None,
                Path::of(&["spec"]),
                "it lets through the same as before",
                "",
            );
        }
        if subject.touches(&["spec"]) || subject.action() != Action::Update {
            verdict.effect(Effect::Traffic);
        }
        for direction in Direction::ALL {
            if subject.change.renamed_from.is_none() || subject.touches(&["spec"]) {
                self::direction(subject, direction, verdict);
            }
        }
    } else if is_foreign(subject.id()) {
        foreign(subject, verdict);
    }
}

/// Judges one direction: pods that the policy selects now, did select, or both.
fn direction(subject: &Subject<'_>, direction: Direction, verdict: &mut Verdict) {
    let old = subject
        .before()
        .and_then(|node| Allowed::read(node, direction));
    let new = subject
        .after()
        .and_then(|node| Allowed::read(node, direction));
    let moves = subject.world.moves(Selects {
        is_out: direction.is_out(),
        before: old.as_ref().map(|_| Pods::of(subject.before())),
        after: new.as_ref().map(|_| Pods::of(subject.after())),
    });
    if let Some(new) = &new {
        restricted(direction, &moves.closed, new, verdict);
        if !new.is_empty() && !moves.joined.is_empty() {
            let what = new.to_string();
            tell(direction, &moves.joined, "now", &what, "", verdict);
        }
    }
    if let Some(old) = &old {
        released(direction, &moves.opened, verdict);
        if !old.is_empty() && !moves.left.is_empty() {
            let what = old.to_string();
            tell(direction, &moves.left, "no longer", &what, "", verdict);
        }
    }
    if old.is_some() && !moves.were && subject.gone().is_some() {
        let why = format!(
            "pods that it selects, which are not among these manifests, can {} {} unless another policy selects them",
            direction.verb(),
            direction.everyone()
        );
        verdict.reason(Risk::High, direction.path(), why, "");
    }
    if let (Some(old), Some(new), false) = (&old, &new, moves.kept.is_empty() && moves.were) {
        rewritten(direction, &moves.kept, old, new, verdict);
    }
}

/// Pods that the policy selects on both sides.
fn rewritten(
    direction: Direction,
    pods: &Few,
    old: &Allowed<'_>,
    new: &Allowed<'_>,
    verdict: &mut Verdict,
) {
    let opened = new.beyond(old);
    if !opened.is_empty() {
        tell(direction, pods, "now", &opened.to_string(), "", verdict);
    }
    let closed = old.beyond(new);
    if !closed.is_empty() {
        let remedy =
            "make sure that nobody needs it: refused connections time out and are not logged";
        let closed = closed.to_string();
        tell(direction, pods, "no longer", &closed, remedy, verdict);
    }
}

/// Returns whether the policy is written otherwise, and selects the same pods and lets through the same.
fn is_same(subject: &Subject<'_>) -> bool {
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return false;
    };
    let is_equal = |direction| match (
        Allowed::read(before, direction),
        Allowed::read(after, direction),
    ) {
        (Some(old), Some(new)) => old.beyond(&new).is_empty() && new.beyond(&old).is_empty(),
        (None, None) => true,
        _ => false,
    };
    subject.touches(&["spec"])
        && !subject.touches(&["spec", "podSelector"])
        && Direction::ALL.into_iter().all(is_equal)
}

/// Pods that let everything through, and now only what is listed.
fn restricted(direction: Direction, pods: &Few, allowed: &Allowed<'_>, verdict: &mut Verdict) {
    if pods.is_empty() {
        return;
    }
    let verb = direction.verb();
    let why = match (allowed.is_empty(), direction.is_out()) {
        (true, false) => format!("pods of {pods} can no longer be reached by anybody"),
        (true, true) => format!("pods of {pods} can no longer reach anything"),
        (false, false) => format!("pods of {pods} can only {verb} {allowed}, so far by everybody"),
        (false, true) => format!("pods of {pods} can only {verb} {allowed}, so far everything"),
    };
    let remedy = "make sure that everything they need is listed: refused connections time out and are not logged";
    verdict.reason(Risk::High, direction.path(), why, remedy);
}

/// Pods that let everything through from now on.
fn released(direction: Direction, pods: &Few, verdict: &mut Verdict) {
    if !pods.is_empty() {
        let why = format!(
            "pods of {pods} can {} {}: no other policy selects them",
            direction.verb(),
            direction.everyone()
        );
        let remedy = "keep a policy that selects these pods and lists what they need";
        verdict.reason(Risk::High, direction.path(), why, remedy);
    }
}

fn tell(
    direction: Direction,
    pods: &Few,
    now: &str,
    what: &str,
    remedy: &str,
    verdict: &mut Verdict,
) {
    let who = match pods.is_empty() {
        true => "pods that it selects".to_owned(),
        false => format!("pods of {pods}"),
    };
    let why = format!("{who} can {now} {} {what}", direction.verb());
    verdict.reason(Risk::High, direction.path(), why, remedy);
}

/// Returns whether an object is a policy of a network plugin.
fn is_foreign(id: &ObjectId) -> bool {
    matches!(
        (id.group.as_str(), id.kind.as_str()),
        (
            "cilium.io",
            "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy"
        ) | (
            "crd.projectcalico.org" | "projectcalico.org",
            "NetworkPolicy" | "GlobalNetworkPolicy"
        ) | (
            "policy.networking.k8s.io",
            "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy"
        ) | (
            "networking.k8s.aws",
            "ApplicationNetworkPolicy" | "ClusterNetworkPolicy"
        )
    )
}

fn foreign(subject: &Subject<'_>, verdict: &mut Verdict) {
    let why = match subject.action() {
        Action::Create => "pods that it selects may be refused what they need",
        Action::Delete => "what it denied is let through, and what only it allowed is refused",
        _ if subject.touches(&["spec"]) || subject.touches(&["specs"]) => {
            "other traffic is let through or refused"
        }
        _ => return,
    };
    verdict.effect(Effect::Traffic);
    verdict.reason(Risk::High, Path::default(), why, "");
}
