//! Argo CD: what an Application, an ApplicationSet and an AppProject do otherwise.

mod project;
mod sync_policy;

use super::entries;
use crate::diff::read::{is_true, items};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
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
        ("AppProject", Action::Update) => project::judge(subject, verdict),
        _ => {}
    }
}

fn application(subject: &Subject<'_>, verdict: &mut Verdict) {
    entries::gone(subject, verdict);
    if subject.action() != Action::Update {
        return;
    }
    sync_policy::judge(subject, &["spec"], verdict);
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
        deletes(subject.was(&finalizers)),
        deletes(subject.now(&finalizers)),
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

fn set(subject: &Subject<'_>, verdict: &mut Verdict) {
    let preserves = ["spec", "syncPolicy", "preserveResourcesOnDeletion"];
    if subject.gone().is_some() {
        let (risk, why) = match is_true(subject.was(&preserves)) {
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
    sync_policy::judge(subject, &["spec", "template", "spec"], verdict);
    if is_true(subject.was(&preserves)) && !is_true(subject.now(&preserves)) {
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
