//! What pods may do to the node and to others: rights that are new, and protections that are gone.

use std::collections::BTreeMap;

use crate::diff::pods::Pods;
use crate::diff::read::{is_true, items, text};
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Effect, Path, Risk};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.pods.as_ref().filter(|pods| pods.after.is_some()) else {
        return;
    };
    for (path, what, why) in rights(pods) {
        verdict.reason(
            Risk::High,
            path,
            format!("{what}: {why}"),
            "grant it only to what cannot work without it",
        );
    }
    if subject.stays() {
        judge_protections(pods, verdict);
        judge_account(subject, pods, verdict);
    }
}

/// Returns the rights that pods have after and did not have before: where, which, and what they mean.
fn rights(pods: &Pods<'_>) -> Vec<(Path, String, &'static str)> {
    let mut new = Vec::new();
    for (field, why) in [
        (
            "hostNetwork",
            "pods reach everything that the node reaches, its metadata and role included",
        ),
        ("hostPID", "pods see and signal all processes of the node"),
        ("hostIPC", "pods share memory with processes of the node"),
    ] {
        let (before, after) = pods.values(&[field]);
        if is_true(after) && !is_true(before) {
            new.push((pods.at(&[field]), format!("`{field}` is new"), why));
        }
    }
    let (before, after) = (host_paths(pods.before), host_paths(pods.after));
    let added = without(&after, &before);
    if !added.is_empty() {
        let what = format!("pods mount {} of the node", ticked(&added));
        new.push((
            pods.at(&["volumes"]),
            what,
            "what is there belongs to the node and to all its pods",
        ));
    }
    for container in &pods.containers {
        let (Some(after), name) = (container.after, container.name) else {
            continue;
        };
        if container
            .before
            .is_some_and(|before| is_as_free(pods, before, after))
        {
            continue;
        }
        let before = container
            .before
            .map(|node| powers(pods.before, node))
            .unwrap_or_default();
        for (power, (field, why)) in powers(pods.after, after) {
            if !before.contains_key(&power) {
                let path = container.at(&["securityContext", field]);
                new.push((path, format!("`{name}` {power}"), why));
            }
        }
    }
    new
}

/// Returns whether a container is as confined as before, which is said by its security context and that of its pod.
fn is_as_free(pods: &Pods<'_>, before: &Node, after: &Node) -> bool {
    let own = before.value_of("securityContext") == after.value_of("securityContext");
    let (old, new) = pods.values(&["securityContext"]);
    own && old == new
}

/// Returns the folders of the node that pods mount.
fn host_paths(spec: Option<&Node>) -> Vec<&str> {
    let volumes = items(spec.and_then(|spec| spec.value_of("volumes")));
    volumes
        .iter()
        .filter_map(|volume| text(Some(volume), &["hostPath", "path"]))
        .collect()
}

/// Returns what a container may do that others may not, in words, each with its field and what it means.
fn powers(pod: Option<&Node>, container: &Node) -> BTreeMap<String, (&'static str, &'static str)> {
    let mut powers = BTreeMap::new();
    let own = container.value_of("securityContext");
    let is = |field: &str| own.and_then(|own| own.value_of(field)?.as_bool()) == Some(true);
    if is("privileged") {
        powers.insert(
            "is privileged".to_owned(),
            ("privileged", "it is root on the node"),
        );
    }
    for capability in items(own.and_then(|own| own.at(&["capabilities", "add"]))) {
        let name = capability.as_str().unwrap_or_default();
        let why = "its processes may do more than those of other containers";
        powers.insert(
            format!("has the capability `{name}`"),
            ("capabilities", why),
        );
    }
    if number(pod, own, "runAsUser") == Some(0) {
        let why = "whoever breaks out of it is root on the node";
        powers.insert("runs as root".to_owned(), ("runAsUser", why));
    }
    if profile(pod, own) == Some("Unconfined") {
        let why = "it may make every system call";
        powers.insert(
            "has the seccomp profile `Unconfined`".to_owned(),
            ("seccompProfile", why),
        );
    }
    if text(own, &["procMount"]) == Some("Unmasked") {
        let why = "it sees what is hidden from containers in `/proc`";
        powers.insert("has `procMount: Unmasked`".to_owned(), ("procMount", why));
    }
    powers
}

/// Returns a field of the security context of a container, or else of its pod.
fn inherited<'n>(pod: Option<&'n Node>, own: Option<&'n Node>, field: &str) -> Option<&'n Node> {
    own.and_then(|own| own.value_of(field))
        .or_else(|| pod?.at(&["securityContext", field]))
}

fn number(pod: Option<&Node>, own: Option<&Node>, field: &str) -> Option<i64> {
    inherited(pod, own, field)?.as_int()
}

fn profile<'n>(pod: Option<&'n Node>, own: Option<&'n Node>) -> Option<&'n str> {
    text(inherited(pod, own, "seccompProfile"), &["type"])
}

/// Says which protections of containers are gone.
fn judge_protections(pods: &Pods<'_>, verdict: &mut Verdict) {
    for (container, before, after) in pods.kept() {
        let is_privileged = after
            .at(&["securityContext", "privileged"])
            .and_then(Node::as_bool);
        // The first is told, and no protection is left then.
        if is_privileged == Some(true) || is_as_free(pods, before, after) {
            continue;
        }
        let new = protections(pods.after, after);
        let gone: Vec<&str> = protections(pods.before, before)
            .into_iter()
            .filter(|protection| !new.contains(protection))
            .collect();
        let Some(first) = gone.first() else {
            continue;
        };
        let risk = match first {
            &READ_ONLY => Risk::Medium,
            _ => Risk::High,
        };
        let verb = if gone.len() == 1 { "is" } else { "are" };
        let why = format!(
            "`{}` is less confined: {} {verb} gone",
            container.name,
            ticked(&gone)
        );
        verdict.reason(
            risk,
            container.at(&["securityContext"]),
            why,
            "keep it, unless the program cannot run with it",
        );
    }
}

const READ_ONLY: &str = "readOnlyRootFilesystem: true";

/// Returns what keeps a container from doing harm; what matters least stands last.
fn protections(pod: Option<&Node>, container: &Node) -> Vec<&'static str> {
    let own = container.value_of("securityContext");
    let is = |field: &str, wanted: bool| {
        inherited(pod, own, field).and_then(Node::as_bool) == Some(wanted)
    };
    let dropped = items(own.and_then(|own| own.at(&["capabilities", "drop"])));
    let is_all = |name: &Node| {
        name.as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case("ALL"))
    };
    let all = [
        (is("runAsNonRoot", true), "runAsNonRoot: true"),
        (
            is("allowPrivilegeEscalation", false),
            "allowPrivilegeEscalation: false",
        ),
        (dropped.iter().any(is_all), "capabilities.drop: [ALL]"),
        // One that is named `Unconfined` is told as a right.
        (profile(pod, own).is_some(), "seccompProfile"),
        (is("readOnlyRootFilesystem", true), READ_ONLY),
    ];
    all.into_iter()
        .filter(|(has, _)| *has)
        .map(|(_, protection)| protection)
        .collect()
}

/// Judges as whom pods talk to the API server and to AWS.
fn judge_account(subject: &Subject<'_>, pods: &Pods<'_>, verdict: &mut Verdict) {
    const FIELD: [&str; 1] = ["serviceAccountName"];
    let (before, after) = pods.values(&FIELD);
    let name = |node: Option<&Node>| node.and_then(Node::as_str).unwrap_or("default").to_owned();
    let (old, new) = (name(before), name(after));
    if old != new {
        verdict.effect(Effect::Permissions);
        let namespace = &subject.id().namespace;
        let why = format!(
            "pods act as `{new}` instead of `{old}`, with its roles in the cluster and in AWS"
        );
        let remedy = format!(
            "compare: `kubectl auth can-i --list --as=system:serviceaccount:{namespace}:{new}`"
        );
        verdict.reason(Risk::Medium, pods.at(&FIELD), why, remedy);
    }
    const TOKEN: [&str; 1] = ["automountServiceAccountToken"];
    let (before, after) = pods.values(&TOKEN);
    let is_off = |node: Option<&Node>| node.and_then(Node::as_bool) == Some(false);
    if is_off(before) && !is_off(after) {
        verdict.effect(Effect::Permissions);
        let why =
            format!("pods get a token of `{new}` for the API server, which they did not have");
        verdict.reason(
            Risk::Medium,
            pods.at(&TOKEN),
            why,
            "keep `automountServiceAccountToken: false` if they do not call it",
        );
    }
}
