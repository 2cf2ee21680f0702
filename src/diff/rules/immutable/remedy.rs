//! What deleting and creating an object destroys, and how to get by without it.

use super::table::Loss;
use crate::diff::rules::storage::deletes;
use crate::diff::subject::Subject;
use crate::diff::{Effect, Risk};
use crate::yaml::Node;

/// What to say of a change that the API server refuses.
pub(super) struct Plan {
    pub(super) risk: Risk,
    /// What is lost, as half a sentence.
    pub(super) loss: String,
    pub(super) remedy: String,
}

/// With these an engine deletes and creates what it cannot update.
const FORCE: &str = "`kustomize.toolkit.fluxcd.io/force: enabled` (Flux) or \
                     `argocd.argoproj.io/sync-options: Force=true,Replace=true` (Argo CD)";

/// Says what is lost, and what to do about it.
pub(super) fn plan(subject: &Subject<'_>, loss: Loss) -> Plan {
    let delete = delete(subject);
    let force = format!("annotate it for one sync with {FORCE}, or run `{delete}`");
    let beside = "make a new one under another name, move to it, and delete the old one later";
    let keeps_volume = subject
        .now(&["spec", "persistentVolumeReclaimPolicy"])
        .and_then(Node::as_str)
        == Some("Retain");
    let loses_claims = deletes(subject.before(), "whenDeleted")
        && subject.was(&["spec", "volumeClaimTemplates"]).is_some();
    let orphan = match subject.touches(&["spec", "selector"]) {
        false => format!(
            "run `{delete} --cascade=orphan` before the sync: pods and claims stay, and the new one adopts them"
        ),
        true => format!(
            "keep the selector, which the pods that run answer to; or accept the downtime and run `{delete}`"
        ),
    };
    let (risk, lost, remedy) = match loss {
        Loss::Pods => (
            Risk::High,
            match subject.id().kind.as_str() {
                "Pod" => "deleted and created anew, it stops before the new one starts".to_owned(),
                _ => "deleted and created anew, all its pods stop at once".to_owned(),
            },
            format!("{beside}; or accept the downtime and {force}"),
        ),
        Loss::StatefulPods if loses_claims => (
            Risk::DataLoss,
            "deleted and created anew, its claims are deleted as well (`whenDeleted: Delete`)"
                .to_owned(),
            orphan,
        ),
        Loss::StatefulPods => (
            Risk::High,
            "deleted and created anew, all its pods stop at once".to_owned(),
            orphan,
        ),
        Loss::Run => (
            Risk::High,
            "created anew, it runs once more".to_owned(),
            format!("give it another name, or {force}"),
        ),
        Loss::Claim => (
            Risk::DataLoss,
            "deleted and created anew, its volume is gone and the new one is empty".to_owned(),
            format!("make a claim under another name and copy the data, or restore a VolumeSnapshot into it; do not annotate it with {FORCE}"),
        ),
        Loss::Volume if keeps_volume => (
            Risk::High,
            "deleted and created anew, it is free for any claim; the disk stays, as it is retained".to_owned(),
            "make a new volume under another name, with `claimRef` set to the claim that is meant".to_owned(),
        ),
        Loss::Volume => (
            Risk::DataLoss,
            "deleted and created anew, the claim that is bound to it is lost".to_owned(),
            "set `persistentVolumeReclaimPolicy: Retain` first; then make a new volume under another name".to_owned(),
        ),
        Loss::Resources => (
            Risk::DataLoss,
            "deleted and created anew, all its custom resources are deleted with it".to_owned(),
            "make a new definition beside it and move the resources; never force this one".to_owned(),
        ),
        Loss::Grants => (
            Risk::High,
            "deleted and created anew, nobody has its permissions in between".to_owned(),
            format!("make a new one under another name beside it; or {force}"),
        ),
        Loss::Addresses => (
            Risk::High,
            "deleted and created anew, it gets another address, and another load balancer if it has one".to_owned(),
            format!("{beside}; or {force}"),
        ),
        Loss::Configuration => (
            Risk::High,
            "deleted and created anew, pods that start in between fail".to_owned(),
            format!("give it another name, as a generator does that puts the hash of the content there; or {force}"),
        ),
        Loss::Class => (
            Risk::High,
            "deleted and created anew, it holds only for what is made from then on".to_owned(),
            format!("make a new one under another name and move to it; or {force}"),
        ),
        Loss::Object | Loss::Request => (
            Risk::High,
            "it must be deleted and created anew".to_owned(),
            force.clone(),
        ),
    };
    let lost = match forced(subject.after()) {
        Some(annotation) => format!("{lost}, which `{annotation}` lets happen"),
        None => lost,
    };
    Plan {
        risk,
        loss: lost,
        remedy,
    }
}

/// Returns what the loss means for what runs.
pub(super) fn effect(loss: Loss) -> Option<Effect> {
    match loss {
        Loss::Pods | Loss::StatefulPods => Some(Effect::Recreate),
        Loss::Claim | Loss::Volume => Some(Effect::Storage),
        Loss::Grants => Some(Effect::Permissions),
        Loss::Addresses => Some(Effect::Traffic),
        Loss::Run
        | Loss::Resources
        | Loss::Configuration
        | Loss::Class
        | Loss::Object
        | Loss::Request => None,
    }
}

/// Returns the command that deletes an object: `kubectl delete statefulset db -n data`.
pub(super) fn delete(subject: &Subject<'_>) -> String {
    let id = subject.id();
    let is_custom = id.group.contains('.') && !id.group.ends_with(".k8s.io");
    let group = if is_custom {
        format!(".{}", id.group)
    } else {
        String::new()
    };
    let namespace = match id.namespace.as_str() {
        "" => String::new(),
        namespace => format!(" -n {namespace}"),
    };
    let kind = id.kind.to_lowercase();
    format!("kubectl delete {kind}{group} {}{namespace}", id.name)
}

/// Returns the annotation that lets an engine delete and create an object where it cannot update it.
fn forced(object: Option<&Node>) -> Option<&'static str> {
    let annotations = object?.at(&["metadata", "annotations"])?;
    let says = |key: &str, word: &str| {
        let stated = annotations.get(key).and_then(Node::as_str);
        stated.is_some_and(|text| {
            text.split(',')
                .any(|part| part.trim().eq_ignore_ascii_case(word))
        })
    };
    if says("kustomize.toolkit.fluxcd.io/force", "enabled") {
        return Some("kustomize.toolkit.fluxcd.io/force: enabled");
    }
    says("argocd.argoproj.io/sync-options", "Force=true")
        .then_some("argocd.argoproj.io/sync-options: Force=true")
}
