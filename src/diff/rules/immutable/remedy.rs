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

/// With this a change waits until the new object is in use.
const BESIDE: &str = "make a new one under another name, move to it, and delete the old one later";

/// Says what is lost, and what to do about it.
pub(super) fn plan(subject: &Subject<'_>, loss: Loss) -> Plan {
    let lost = lost(subject, loss);
    Plan {
        risk: risk(subject, loss),
        loss: match forced(subject.after()) {
            Some(annotation) => format!("{lost}, which `{annotation}` lets happen"),
            None => lost.to_owned(),
        },
        remedy: remedy(subject, loss),
    }
}

fn risk(subject: &Subject<'_>, loss: Loss) -> Risk {
    let is_data = match loss {
        Loss::Claim | Loss::Resources => true,
        Loss::Volume => !keeps_volume(subject),
        Loss::StatefulPods => loses_claims(subject),
        _ => false,
    };
    if is_data { Risk::DataLoss } else { Risk::High }
}

/// Returns whether the disk of a volume stays when the volume is deleted.
fn keeps_volume(subject: &Subject<'_>) -> bool {
    let policy = subject.now(&["spec", "persistentVolumeReclaimPolicy"]);
    policy.and_then(Node::as_str) == Some("Retain")
}

/// Returns whether the claims of a StatefulSet are deleted with it.
fn loses_claims(subject: &Subject<'_>) -> bool {
    deletes(subject.before(), "whenDeleted")
        && subject.was(&["spec", "volumeClaimTemplates"]).is_some()
}

fn lost(subject: &Subject<'_>, loss: Loss) -> &'static str {
    match loss {
        Loss::Pods if subject.id().kind == "Pod" => {
            "deleted and created anew, it stops before the new one starts"
        }
        Loss::StatefulPods if loses_claims(subject) => {
            "deleted and created anew, its claims are deleted as well (`whenDeleted: Delete`)"
        }
        Loss::Pods | Loss::StatefulPods => "deleted and created anew, all its pods stop at once",
        Loss::Run => "created anew, it runs once more",
        Loss::Claim => "deleted and created anew, its volume is gone and the new one is empty",
        Loss::Volume if keeps_volume(subject) => {
            "deleted and created anew, it is free for any claim; the disk stays, as it is retained"
        }
        Loss::Volume => "deleted and created anew, the claim that is bound to it is lost",
        Loss::Resources => "deleted and created anew, all its custom resources are deleted with it",
        Loss::Grants => "deleted and created anew, nobody has its permissions in between",
        Loss::Addresses => {
            "deleted and created anew, it gets another address, and another load balancer if it has one"
        }
        Loss::Configuration => "deleted and created anew, pods that start in between fail",
        Loss::Class => "deleted and created anew, it holds only for what is made from then on",
        Loss::Object | Loss::Request => "it must be deleted and created anew",
    }
}

fn remedy(subject: &Subject<'_>, loss: Loss) -> String {
    let delete = delete(subject);
    let force = format!("annotate it for one sync with {FORCE}, or run `{delete}`");
    match loss {
        Loss::Pods => format!("{BESIDE}; or accept the downtime and {force}"),
        Loss::StatefulPods if subject.touches(&["spec", "selector"]) => format!(
            "keep the selector, which the pods that run answer to; or accept the downtime and run `{delete}`"
        ),
        Loss::StatefulPods => format!(
            "run `{delete} --cascade=orphan` before the sync: pods and claims stay, and the new one adopts them"
        ),
        Loss::Run => format!("give it another name, or {force}"),
        Loss::Claim => format!(
            "make a claim under another name and copy the data, or restore a VolumeSnapshot into it; do not annotate it with {FORCE}"
        ),
        Loss::Volume if keeps_volume(subject) => {
            "make a new volume under another name, with `claimRef` set to the claim that is meant".to_owned()
        }
        Loss::Volume => {
            "set `persistentVolumeReclaimPolicy: Retain` first; then make a new volume under another name".to_owned()
        }
        Loss::Resources => {
            "make a new definition beside it and move the resources; never force this one".to_owned()
        }
        Loss::Grants => format!("make a new one under another name beside it; or {force}"),
        Loss::Addresses => format!("{BESIDE}; or {force}"),
        Loss::Configuration => format!(
            "give it another name, as a generator does that puts the hash of the content there; or {force}"
        ),
        Loss::Class => format!("make a new one under another name and move to it; or {force}"),
        Loss::Object | Loss::Request => force,
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
