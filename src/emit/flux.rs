//! Entry files for Flux: one Kustomization a unit, one that brings them, and the repository where we know it.

use super::defaults;
use super::entry::{self, Entry, metadata, repository_path, setting};
use super::layout::listing;
use crate::layer::Target;
use crate::order::{Plan, Unit};
use crate::yaml;
use crate::yaml::{Mapping, Node};

const NAMESPACE: &str = "flux-system";
/// The GitRepository that `flux bootstrap` makes.
const BOOTSTRAPPED: &str = "flux-system";

/// Returns `flux/`: `root.yaml`, which a person applies once, the units, and a list of all.
pub(super) fn files(target: &Target, plan: &Plan) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::with_capacity(plan.units.len() + 3);
    let mut add = |name: &str, node| {
        entries.push(Entry {
            path: format!("flux/{name}.yaml"),
            node,
        });
    };
    if let Some(repository) = repository(target) {
        add("source", repository);
    }
    add("root", root(target));
    for unit in &plan.units {
        add(&unit.name, kustomization(target, unit));
    }
    let names: Vec<String> = entries
        .iter()
        .map(|entry| entry.path.replace("flux/", ""))
        .collect();
    entries.push(Entry {
        path: "flux/kustomization.yaml".into(),
        node: listing(names.into_iter()),
    });
    entries
}

/// The Kustomization that brings all others. It does not wait for them: it is one of them.
fn root(target: &Target) -> Node {
    yaml!(defaults::ENTRY => {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: (metadata(target, &target.name, NAMESPACE)),
        spec: {
            interval: (interval(target, "60m")),
            retryInterval: "2m" @ defaults::RETRY,
            path: (dotted(repository_path(target, "flux"))),
            prune: (prune(target)),
            sourceRef: (source(target)),
        },
    })
}

fn kustomization(target: &Target, unit: &Unit) -> Node {
    let on: Vec<Node> = unit
        .depends_on
        .iter()
        .map(|on| {
            let name = Node::literal(entry::name_of(target, on), &defaults::DEPENDS_ON);
            yaml!(defaults::DEPENDS_ON => { name: (name) })
        })
        .collect();
    let on = (!on.is_empty()).then(|| Node::literal(on, &defaults::DEPENDS_ON));
    let folder = format!("units/{}", unit.name);
    yaml!(defaults::ENTRY => {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: (metadata(target, &entry::name(target, unit), NAMESPACE)),
        spec: {
            dependsOn: (on),
            interval: (interval(target, "60m")),
            retryInterval: "2m" @ defaults::RETRY,
            timeout: (timeout(unit)),
            path: (dotted(repository_path(target, &folder))),
            prune: (prune(target)),
            wait: true @ defaults::WAIT,
            sourceRef: (source(target)),
        },
    })
}

/// The repository, where the environment says its URL and does not name a GitRepository that exists.
fn repository(target: &Target) -> Option<Node> {
    let url = setting(target, "repo")?;
    if setting(target, "source").is_some() {
        return None;
    }
    let mut reference = Mapping::new();
    match (setting(target, "revision"), setting(target, "branch")) {
        (Some(revision), _) => {
            let text = revision.to_text().unwrap_or_default();
            let is_commit = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let key = if is_commit { "commit" } else { "tag" };
            reference.insert(key, revision.clone());
        }
        (None, Some(branch)) => {
            reference.insert("branch", branch.clone());
        }
        (None, None) => {
            reference.insert("branch", Node::literal("main", &defaults::BRANCH));
        }
    }
    Some(yaml!(defaults::ENTRY => {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: (metadata(target, &target.name, NAMESPACE)),
        spec: {
            interval: "1m" @ defaults::INTERVAL,
            url: (url),
            ref: (reference),
        },
    }))
}

fn source(target: &Target) -> Node {
    let name = match (setting(target, "source"), setting(target, "repo")) {
        (Some(name), _) => name.clone(),
        (None, Some(_)) => Node::literal(target.name.clone(), &defaults::SOURCE),
        (None, None) => Node::literal(BOOTSTRAPPED, &defaults::SOURCE),
    };
    yaml!(defaults::SOURCE => { kind: "GitRepository", name: (name) })
}

fn interval(target: &Target, usual: &'static str) -> Node {
    match setting(target, "interval") {
        Some(interval) => interval.clone(),
        None => Node::literal(usual, &defaults::INTERVAL),
    }
}

fn prune(target: &Target) -> Node {
    match setting(target, "prune") {
        Some(prune) => prune.clone(),
        None => Node::literal(true, &defaults::PRUNE),
    }
}

/// Five minutes, or as long as a Job of the unit may take and a minute more.
fn timeout(unit: &Unit) -> Node {
    let jobs = unit.objects.iter().filter(|object| object.id.kind == "Job");
    let deadlines = jobs.filter_map(|job| job.node.at(&["spec", "activeDeadlineSeconds"]));
    let longest = deadlines.filter_map(|node| Some((node, node.as_int()?)));
    match longest.max_by_key(|(_, seconds)| *seconds) {
        Some((node, seconds)) if seconds > 240 => {
            let seconds = seconds.saturating_add(60);
            let text = match seconds % 60 {
                0 => format!("{}m", seconds / 60),
                _ => format!("{seconds}s"),
            };
            node.derive(text, &defaults::TIMEOUT)
        }
        _ => Node::literal("5m", &defaults::TIMEOUT),
    }
}

fn dotted(path: Node) -> Node {
    let text = path.to_text().unwrap_or_default();
    path.with(format!("./{text}"))
}

/// Says that an object with `${` in it takes no part in Flux's variable substitution.
pub(super) fn unsubstituted(mut node: Node) -> Node {
    let disabled = Node::literal("disabled", &defaults::SUBSTITUTE);
    if let Some(metadata) = node.get_mut("metadata").and_then(Node::as_map_mut) {
        let mut annotations = metadata
            .get("annotations")
            .cloned()
            .filter(|node| node.as_map().is_some())
            .unwrap_or_else(|| Node::literal(Mapping::new(), &defaults::SUBSTITUTE));
        if let Some(map) = annotations.as_map_mut()
            && !map.contains("kustomize.toolkit.fluxcd.io/substitute")
        {
            map.insert("kustomize.toolkit.fluxcd.io/substitute", disabled);
        }
        metadata.insert("annotations", annotations);
    }
    node
}
