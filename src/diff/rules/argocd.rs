//! Argo CD: what an Application, an ApplicationSet and an AppProject do otherwise.

use super::entries;
use super::pods::items;
use super::words::ticked;
use super::{Subject, Verdict};
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

/// Judges the objects of Argo CD.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.id().group != "argoproj.io" {
        return;
    }
    match (subject.id().kind.as_str(), subject.action()) {
        ("Application", _) => application(subject, verdict),
        ("ApplicationSet", _) => set(subject, verdict),
        ("AppProject", Action::Update) => project(subject, verdict),
        _ => {}
    }
}

fn truth(node: Option<&Node>) -> bool {
    node.and_then(Node::as_bool) == Some(true)
}

fn application(subject: &Subject<'_>, verdict: &mut Verdict) {
    entries::gone(subject, verdict);
    if subject.action() != Action::Update {
        return;
    }
    policy(subject, &["spec"], verdict);
    for (path, risk, why) in APPLICATION {
        verdict.changed(subject, path, *risk, why);
    }
    let finalizers = ["metadata", "finalizers"];
    let deletes = |node: Option<&Node>| {
        let stated = items(node).iter().filter_map(Node::as_str);
        let mut stated =
            stated.filter(|name| name.starts_with("resources-finalizer.argocd.argoproj.io"));
        stated.next().is_some()
    };
    match (
        deletes(subject.old(&finalizers)),
        deletes(subject.new(&finalizers)),
    ) {
        (false, true) => verdict.reason(
            Risk::Medium,
            Path::of(&finalizers),
            "whoever deletes the Application deletes all that it applied",
            "",
        ),
        (true, false) => verdict.reason(
            Risk::Low,
            Path::of(&finalizers),
            "what it applied stays when the Application is deleted",
            "",
        ),
        _ => {}
    }
}

/// Fields of an Application, what a change can do, and what that is.
const APPLICATION: &[(&[&str], Risk, &str)] = &[
    (
        &["spec", "destination"],
        Risk::High,
        "everything is created at the new place; what it applied at the old one stays, and nobody keeps it",
    ),
    (
        &["spec", "source", "repoURL"],
        Risk::High,
        "what the new place does not have is pruned",
    ),
    (
        &["spec", "source", "path"],
        Risk::High,
        "what the new place does not have is pruned",
    ),
    (
        &["spec", "source", "chart"],
        Risk::High,
        "another chart takes its place",
    ),
    (
        &["spec", "source", "targetRevision"],
        Risk::Medium,
        "everything that differs there is applied; it is not in these manifests",
    ),
    (
        &["spec", "source", "helm"],
        Risk::Medium,
        "what comes of it is not in these manifests",
    ),
    (
        &["spec", "source", "kustomize"],
        Risk::Medium,
        "what comes of it is not in these manifests",
    ),
    (
        &["spec", "sources"],
        Risk::High,
        "what the new places do not have is pruned",
    ),
    (
        &["spec", "project"],
        Risk::Medium,
        "other rules say what it may deploy, and where",
    ),
    (
        &["spec", "ignoreDifferences"],
        Risk::Medium,
        "other fields are left as they are in the cluster",
    ),
];

/// Judges `syncPolicy` below a place.
fn policy(subject: &Subject<'_>, at: &[&str], verdict: &mut Verdict) {
    let below = |keys: &[&'static str]| -> Vec<String> {
        at.iter().chain(keys).map(|key| (*key).to_owned()).collect()
    };
    let of = |keys: &[&'static str]| {
        let path = below(keys);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        (subject.old(&path), subject.new(&path), Path::of(&path))
    };
    let by_itself = |node: Option<&Node>| {
        node.is_some_and(|node| node.value_of("enabled").and_then(Node::as_bool) != Some(false))
    };
    let (old, new, path) = of(&["syncPolicy", "automated"]);
    match (by_itself(old), by_itself(new)) {
        (true, false) => {
            let why = "it no longer syncs by itself: nothing is applied or put right until somebody syncs it";
            return verdict.reason(Risk::Medium, path, why, "");
        }
        (false, true) => {
            let why = "it syncs by itself: everything that differs is applied at once";
            verdict.reason(Risk::Medium, path, why, "look at `argocd app diff` first");
        }
        _ => {}
    }
    let (old, new, path) = of(&["syncPolicy", "automated", "prune"]);
    match (truth(old), truth(new)) {
        (true, false) => verdict.reason(Risk::Medium, path, "what is removed from git stays in the cluster, and nobody keeps it", ""),
        (false, true) => verdict.reason(
            Risk::High,
            path,
            "what it applied and git no longer has is deleted, also what was removed long ago",
            "see what that is: `argocd app diff`; keep it by `argocd.argoproj.io/sync-options: Prune=false`",
        ),
        _ => {}
    }
    let (old, new, path) = of(&["syncPolicy", "automated", "selfHeal"]);
    if truth(old) && !truth(new) {
        verdict.reason(
            Risk::Medium,
            path,
            "what somebody changes in the cluster stays so",
            "",
        );
    }
    let (old, new, path) = of(&["syncPolicy", "syncOptions"]);
    options(subject, (old, new), &path, verdict);
}

/// Options of a sync that decide what is deleted, and how objects are written.
fn options(
    subject: &Subject<'_>,
    (old, new): (Option<&Node>, Option<&Node>),
    path: &Path,
    verdict: &mut Verdict,
) {
    let has = |list: Option<&Node>, option: &str| {
        items(list)
            .iter()
            .any(|stated| stated.as_str() == Some(option))
    };
    let replaces = |list| has(list, "Replace=true") || has(list, "Force=true");
    if !replaces(old) && replaces(new) {
        let fields: Vec<&str> = path.fields().collect();
        entries::forced(
            subject,
            &fields,
            "set `argocd.argoproj.io/sync-options: Replace=true,Force=true` on the one object that needs it, for as long",
            verdict,
        );
    }
    for (option, risk, why) in OPTIONS {
        if has(old, option) && !has(new, option) {
            let why = format!("`{option}` is gone: {why}");
            verdict.reason(*risk, path.clone(), why, "");
        }
    }
}

/// An option, what its loss can do, and what that is.
const OPTIONS: &[(&str, Risk, &str)] = &[
    (
        "Prune=false",
        Risk::High,
        "what is removed from git is deleted",
    ),
    (
        "Prune=confirm",
        Risk::High,
        "what is removed from git is deleted without a question",
    ),
    (
        "Delete=false",
        Risk::High,
        "with the Application its objects are deleted",
    ),
    (
        "Delete=confirm",
        Risk::High,
        "with the Application its objects are deleted without a question",
    ),
    (
        "PruneLast=true",
        Risk::Medium,
        "what is removed is deleted before what takes its place is healthy",
    ),
    (
        "ServerSideApply=true",
        Risk::Medium,
        "large objects are refused, and fields of others are overwritten",
    ),
    (
        "RespectIgnoreDifferences=true",
        Risk::Medium,
        "fields that are ignored are overwritten, `replicas` that an autoscaler sets too",
    ),
    (
        "FailOnSharedResource=true",
        Risk::Medium,
        "two Applications may fight for one object",
    ),
];

fn set(subject: &Subject<'_>, verdict: &mut Verdict) {
    let preserves = ["spec", "syncPolicy", "preserveResourcesOnDeletion"];
    if subject.gone().is_some() {
        let (risk, why) = match truth(subject.old(&preserves)) {
            true => (
                Risk::Low,
                "its Applications are deleted, and what they applied stays",
            ),
            false => (
                Risk::DataLoss,
                "its Applications are deleted, and all that they applied",
            ),
        };
        let remedy = "set `spec.syncPolicy.preserveResourcesOnDeletion: true` and let it sync before you remove it";
        return verdict.reason(
            risk,
            Path::default(),
            why,
            if risk == Risk::Low { "" } else { remedy },
        );
    }
    if subject.action() != Action::Update {
        return;
    }
    policy(subject, &["spec", "template", "spec"], verdict);
    if truth(subject.old(&preserves)) && !truth(subject.new(&preserves)) {
        let why = "an Application that goes takes along all that it applied";
        verdict.reason(Risk::High, Path::of(&preserves), why, "");
    }
    let why = "Applications that they no longer give are deleted, and all that they applied";
    verdict.changed(subject, &["spec", "generators"], Risk::High, why);
    let why = "an Application of another name is another one: the old one is deleted with all that it applied";
    verdict.changed(
        subject,
        &["spec", "template", "metadata", "name"],
        Risk::DataLoss,
        why,
    );
    let all = "of all its Applications";
    verdict.changed(
        subject,
        &["spec", "template", "spec", "destination"],
        Risk::High,
        all,
    );
    verdict.changed(
        subject,
        &["spec", "template", "spec", "source"],
        Risk::High,
        all,
    );
}

/// What Applications of a project may do.
fn project(subject: &Subject<'_>, verdict: &mut Verdict) {
    const LISTS: &[(&str, &str)] = &[
        ("sourceRepos", "may read from"),
        ("destinations", "may deploy to"),
        ("clusterResourceWhitelist", "may deploy, of the cluster,"),
        ("namespaceResourceWhitelist", "may deploy"),
        (
            "clusterResourceBlacklist",
            "must not deploy, of the cluster,",
        ),
        ("namespaceResourceBlacklist", "must not deploy"),
        ("roles", "are in the hands of"),
    ];
    for (field, what) in LISTS {
        let path = ["spec", *field];
        let of = |node: Option<&'_ Node>| -> Vec<String> { items(node).iter().map(item).collect() };
        let (old, new) = (of(subject.old(&path)), of(subject.new(&path)));
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these
                .iter()
                .filter(|this| !those.contains(this))
                .cloned()
                .collect()
        };
        let (added, gone) = (only(&new, &old), only(&old, &new));
        let denies = field.ends_with("Blacklist");
        let risk = |is_wider: bool| if is_wider { Risk::High } else { Risk::Medium };
        if !added.is_empty() {
            let why = format!("its Applications {what} {}", ticked(added));
            verdict.reason(risk(!denies), Path::of(&path), why, "");
        }
        if !gone.is_empty() {
            let why = format!("no longer holds: its Applications {what} {}", ticked(gone));
            verdict.reason(risk(denies), Path::of(&path), why, "");
        }
    }
}

/// Returns an element of a list of a project, as one word.
fn item(node: &Node) -> String {
    let of = |key: &str| node.get(key).and_then(Node::to_text);
    if let Some(text) = node.to_text() {
        return text.to_string();
    }
    if let Some(kind) = of("kind") {
        return format!("{}/{kind}", of("group").unwrap_or_default());
    }
    let place = of("server").or(of("name")).unwrap_or_default();
    match of("namespace") {
        Some(namespace) => format!("{place}/{namespace}"),
        None => place.to_string(),
    }
}
