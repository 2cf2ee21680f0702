//! Entry files for Argo CD: an Application that brings one Application a unit, in waves.
//!
//! `argocd/root.yaml` is applied once by a person, and so is `argocd/install/argocd-cm.yaml`: the health check of
//! Applications without which waves order nothing. Both are outside of the folder that is synced, `argocd/apps`.

use super::defaults;
use super::entry::{self, Entry, metadata, repository_path, setting};
use super::layout::listing;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Target;
use crate::order::{Plan, Unit};
use crate::session::Session;
use crate::yaml;
use crate::yaml::Node;

const NAMESPACE: &str = "argocd";

/// The finalizer with which deleting an Application deletes its objects, owners last. Without the word behind the
/// slash Argo CD does the same, and the API server warns of a finalizer that is no domain with a path.
const FINALIZER: &str = "resources-finalizer.argocd.argoproj.io/foreground";

/// What Argo CD's manual gives for the health of Applications, and one thing more. A failed one stops the next wave.
///
/// An Application's health leaves out objects that are not there yet (`setApplicationHealth` of Argo CD 3.5.7): one that
/// is half applied is healthy, and the next wave would begin. So healthy counts once everything is in sync, or, for what
/// never is, once it was looked at again after a sync that succeeded. Times are in UTC and compare as text.
const HEALTH: &str = r#"hs = {}
hs.status = "Progressing"
hs.message = ""
if obj.status ~= nil and obj.status.health ~= nil then
  hs.status = obj.status.health.status
  if obj.status.health.message ~= nil then
    hs.message = obj.status.health.message
  end
  -- Objects that are not there yet count for nothing in health: only a look at all of them does.
  if hs.status == "Healthy" and (obj.status.sync == nil or obj.status.sync.status ~= "Synced") then
    local done = obj.status.operationState
    if done == nil or done.phase ~= "Succeeded" or done.finishedAt == nil
        or obj.status.reconciledAt == nil or obj.status.reconciledAt <= done.finishedAt then
      hs.status = "Progressing"
      hs.message = "not all of it is synced"
    end
  end
end
return hs
"#;

/// Returns `argocd/`.
pub(super) fn files(session: &Session, target: &Target, plan: &Plan) -> Vec<Entry> {
    let Some(repo) = setting(target, "repo") else {
        let place = target.environment.get("gitops").and_then(Node::span);
        session.report(
            Diagnostic::new(
                Code::GitopsIncomplete,
                "expected `gitops.repo`, the URL that Argo CD reads the tree from, found none",
            )
            .at(place)
            .in_file(target.path.as_str())
            .help("add `repo: https://git.example.com/team/repository.git` to `gitops`"),
        );
        return Vec::new();
    };
    let mut entries: Vec<Entry> = plan
        .units
        .iter()
        .map(|unit| Entry {
            path: format!("argocd/apps/{}.yaml", unit.name),
            node: application(target, unit, repo),
        })
        .collect();
    let names: Vec<String> = entries
        .iter()
        .map(|entry| entry.path.replace("argocd/apps/", ""))
        .collect();
    entries.push(Entry {
        path: "argocd/apps/kustomization.yaml".into(),
        node: listing(names.into_iter()),
    });
    entries.push(Entry {
        path: "argocd/root.yaml".into(),
        node: root(target, repo),
    });
    entries.push(Entry {
        path: "argocd/install/argocd-cm.yaml".into(),
        node: health(target),
    });
    entries
}

fn root(target: &Target, repo: &Node) -> Node {
    yaml!(defaults::ENTRY => {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: (metadata(target, &target.name, NAMESPACE)),
        spec: {
            project: (project(target)),
            source: (source(target, repo, "argocd/apps")),
            destination: (destination(target)),
            syncPolicy: (yaml!(defaults::SYNC => {
                automated: (automated(target)),
                retry: (retry()),
            })),
        },
    })
}

fn application(target: &Target, unit: &Unit, repo: &Node) -> Node {
    let mut metadata = metadata(target, &entry::name(target, unit), NAMESPACE);
    if let Some(map) = metadata.as_map_mut() {
        let wave = Node::literal(unit.level.to_string(), &defaults::WAVE);
        let annotations = yaml!(defaults::WAVE => {
            "argocd.argoproj.io/sync-wave": (wave),
            "argocd.argoproj.io/manifest-generate-paths": ".",
        });
        map.insert("annotations", annotations);
        if prune(target).as_bool() != Some(false) {
            let finalizers =
                yaml!(defaults::FINALIZER => [(Node::literal(FINALIZER, &defaults::FINALIZER))]);
            map.insert("finalizers", finalizers);
        }
    }
    let skip = unit
        .objects
        .iter()
        .any(is_custom)
        .then(|| Node::literal("SkipDryRunOnMissingResource=true", &defaults::SKIP_DRY_RUN));
    yaml!(defaults::ENTRY => {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: (metadata),
        spec: {
            project: (project(target)),
            source: (source(target, repo, &format!("units/{}", unit.name))),
            destination: (destination(target)),
            syncPolicy: (yaml!(defaults::SYNC => {
                automated: (automated(target)),
                syncOptions: (yaml!(defaults::SYNC_OPTIONS => [
                    "ServerSideApply=true",
                    "RespectIgnoreDifferences=true",
                    "FailOnSharedResource=true",
                    "PruneLast=true",
                    (skip),
                ])),
                retry: (retry()),
            })),
        },
    })
}

/// Returns whether an object's kind is not Kubernetes' own, so that its definition may not be there yet.
fn is_custom(object: &Object) -> bool {
    let group = object.id.group.as_str();
    match group {
        "gateway.networking.k8s.io" | "snapshot.storage.k8s.io" => true,
        _ => group.contains('.') && !group.ends_with(".k8s.io"),
    }
}

fn project(target: &Target) -> Node {
    match setting(target, "project") {
        Some(project) => project.clone(),
        None => Node::literal("default", &defaults::PROJECT),
    }
}

fn source(target: &Target, repo: &Node, below: &str) -> Node {
    let revision = setting(target, "revision").or(setting(target, "branch"));
    let revision = match revision {
        Some(revision) => revision.clone(),
        None => Node::literal("HEAD", &defaults::BRANCH),
    };
    yaml!(defaults::PATH => {
        repoURL: (repo),
        targetRevision: (revision),
        path: (repository_path(target, below)),
    })
}

fn destination(target: &Target) -> Node {
    // Objects state their namespaces; this one is where an object without any would go, and there is none.
    let namespace = setting(target, "namespace").cloned();
    let namespace =
        namespace.unwrap_or_else(|| Node::literal(NAMESPACE, &defaults::ENTRY_NAMESPACE));
    yaml!(defaults::DESTINATION => {
        server: "https://kubernetes.default.svc",
        namespace: (namespace),
    })
}

fn automated(target: &Target) -> Node {
    yaml!(defaults::SYNC => { prune: (prune(target)), selfHeal: true })
}

fn prune(target: &Target) -> Node {
    match setting(target, "prune") {
        Some(prune) => prune.clone(),
        None => Node::literal(true, &defaults::PRUNE),
    }
}

fn retry() -> Node {
    yaml!(defaults::SYNC_RETRY => {
        limit: 5,
        backoff: { duration: "10s", factor: 2, maxDuration: "3m" },
    })
}

/// The part of `argocd-cm` that makes waves of Applications work; applied with `kubectl apply --server-side`, which
/// leaves the other keys alone.
fn health(target: &Target) -> Node {
    let namespace = setting(target, "namespace").cloned();
    let namespace =
        namespace.unwrap_or_else(|| Node::literal(NAMESPACE, &defaults::ENTRY_NAMESPACE));
    yaml!(defaults::HEALTH => {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
            name: "argocd-cm",
            namespace: (namespace),
            labels: { "app.kubernetes.io/part-of": "argocd" },
        },
        data: {
            "resource.customizations.health.argoproj.io_Application": (Node::literal(HEALTH, &defaults::HEALTH)),
        },
    })
}
