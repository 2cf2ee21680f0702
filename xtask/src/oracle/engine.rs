//! What Flux and Argo CD promise and what a cluster says of it.
//!
//! In: a rendered tree, which names its engine, and kubectl. Out: the units that the engine looks after, when each began
//! and was ready, and the pairs that came in the wrong order. Times are whole seconds, as Kubernetes keeps them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Failure;
use crate::tree::{self, Files};

/// Who syncs a tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Engine {
    Flux,
    ArgoCd,
}

/// A unit as its engine sees it.
#[derive(Debug)]
pub(super) struct Part {
    /// The name of the Kustomization or Application.
    name: String,
    /// The folder below `units/`.
    pub(super) unit: String,
    /// Names of those that have to be ready before.
    after: Vec<String>,
    /// When its first object came. Of an update only the end is known: the same as `ready`.
    pub(super) began: String,
    /// When it last became ready.
    ready: String,
}

/// What of a tree is in the cluster.
pub(super) struct Created {
    /// The number of objects.
    pub(super) count: usize,
    /// When the first object of each unit came.
    pub(super) earliest: BTreeMap<String, String>,
}

/// An API server behind kubectl.
pub(super) struct Cluster<'a> {
    kubectl: &'a Path,
}

impl Engine {
    /// Tells the engine by the folder of its entry files.
    pub(super) fn of(tree: &Path) -> Result<Self, Failure> {
        if tree.join("flux").is_dir() {
            return Ok(Engine::Flux);
        }
        if tree.join("argocd").is_dir() {
            return Ok(Engine::ArgoCd);
        }
        Err(format!("{}: no entry files of Flux or Argo CD", tree.display()).into())
    }

    /// Returns the files that a person applies once, for a tree at this path of the repository.
    pub(super) fn entries(self, tree: &str) -> Vec<String> {
        match self {
            Engine::Flux => vec![
                format!("{tree}/flux/source.yaml"),
                format!("{tree}/flux/root.yaml"),
            ],
            Engine::ArgoCd => vec![format!("{tree}/argocd/root.yaml")],
        }
    }

    /// Returns the arguments with which the script sets the engine up as the tree wants it.
    pub(super) fn arguments(self, tree: &Path) -> Vec<OsString> {
        match self {
            Engine::Flux => Vec::new(),
            Engine::ArgoCd => vec!["--apply".into(), tree.join("argocd/install").into()],
        }
    }

    /// Returns the name of what stands between two units.
    pub(super) fn promise(self) -> &'static str {
        match self {
            Engine::Flux => "dependsOn edges",
            Engine::ArgoCd => "pairs of waves",
        }
    }

    /// Whether the order also holds for a change. Argo CD's waves order the Applications that the root creates; once they
    /// are there, each sees a new commit by itself.
    pub(super) fn orders_updates(self) -> bool {
        matches!(self, Engine::Flux)
    }
}

impl<'a> Cluster<'a> {
    /// The cluster that this kubectl talks to.
    pub(super) fn new(kubectl: &'a Path) -> Self {
        Cluster { kubectl }
    }

    /// Returns what the engine made of each unit.
    pub(super) fn parts(&self, engine: Engine) -> Result<Vec<Part>, Failure> {
        let kind = match engine {
            Engine::Flux => "kustomizations.kustomize.toolkit.fluxcd.io",
            Engine::ArgoCd => "applications.argoproj.io",
        };
        let all = self.items(Command::new(self.kubectl).args(["get", kind, "-A"]))?;
        let units: Vec<(&Value, &str)> = all
            .iter()
            .filter_map(|item| Some((item, unit_of(item)?)))
            .collect();
        let part = |(item, unit): &(&Value, &str)| {
            let ready = match engine {
                Engine::Flux => flux_ready(item),
                Engine::ArgoCd => text(item, "/status/health/lastTransitionTime"),
            };
            let ready = ready
                .ok_or_else(|| format!("{unit} never became ready"))?
                .to_owned();
            Ok(Part {
                name: name(item).to_owned(),
                unit: (*unit).to_owned(),
                after: match engine {
                    Engine::Flux => depends_on(item),
                    Engine::ArgoCd => earlier_waves(item, &units),
                },
                began: ready.clone(),
                ready,
            })
        };
        units.iter().map(part).collect()
    }

    /// Finds each of these objects, or fails.
    pub(super) fn created(&self, objects: &Files) -> Result<Created, Failure> {
        let (_scratch, folder) = tree::scratch()?;
        tree::write(objects, &folder)?;
        let mut created = Created {
            count: 0,
            earliest: BTreeMap::new(),
        };
        for unit in super::folders(&folder.join("units"))? {
            let items = self.items(Command::new(self.kubectl).args(["get", "-f"]).arg(&unit))?;
            created.count += items.len();
            let times = items
                .iter()
                .filter_map(|item| text(item, "/metadata/creationTimestamp"));
            if let (Some(unit), Some(first)) = (unit.file_name(), times.min()) {
                let unit = unit.to_string_lossy().into_owned();
                created.earliest.insert(unit, first.to_owned());
            }
        }
        Ok(created)
    }

    /// Returns which of these objects are still there.
    pub(super) fn left(&self, objects: &Files) -> Result<Vec<String>, Failure> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let (_scratch, folder) = tree::scratch()?;
        tree::write(objects, &folder)?;
        let names = self.ask(
            Command::new(self.kubectl)
                .args(["get", "--ignore-not-found", "-o", "name", "-R", "-f"])
                .arg(&folder),
        )?;
        Ok(names.lines().map(str::to_owned).collect())
    }

    /// Returns the objects that a `get` finds; kubectl makes a list of them unless a file names just one.
    fn items(&self, get: &mut Command) -> Result<Vec<Value>, Failure> {
        let mut found: Value = serde_json::from_str(&self.ask(get.args(["-o", "json"]))?)?;
        Ok(match found.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => vec![found],
        })
    }

    fn ask(&self, command: &mut Command) -> Result<String, Failure> {
        let output = command
            .output()
            .map_err(|error| format!("{}: {error}", self.kubectl.display()))?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?}: {said}").into())
    }
}

/// Returns how many dependencies there are, and the ones that were not ready when a unit began.
pub(super) fn late(parts: &[Part]) -> Result<(usize, Vec<String>), Failure> {
    let by_name: BTreeMap<&str, &Part> = parts
        .iter()
        .map(|part| (part.name.as_str(), part))
        .collect();
    let (mut edges, mut late) = (0, Vec::new());
    for part in parts {
        for before in &part.after {
            let before = by_name
                .get(before.as_str())
                .ok_or_else(|| format!("{} waits for {before}, which is not there", part.name))?;
            edges += 1;
            // The same offset and width: text sorts as time does.
            if before.ready > part.began {
                late.push(format!(
                    "{} began at {}, {} was ready only at {}",
                    part.name, part.began, before.name, before.ready
                ));
            }
        }
    }
    Ok((edges, late))
}

/// Returns the folder below `units/` that an engine's object stands for; the root stands for none.
fn unit_of(item: &Value) -> Option<&str> {
    let path = text(item, "/spec/path").or_else(|| text(item, "/spec/source/path"))?;
    Some(path.rsplit_once("/units/")?.1)
}

fn flux_ready(item: &Value) -> Option<&str> {
    let conditions = item.pointer("/status/conditions")?.as_array()?;
    let is_ready = |condition: &&Value| {
        text(condition, "/type") == Some("Ready") && text(condition, "/status") == Some("True")
    };
    text(conditions.iter().find(is_ready)?, "/lastTransitionTime")
}

fn depends_on(item: &Value) -> Vec<String> {
    let edges = item.pointer("/spec/dependsOn").and_then(Value::as_array);
    edges
        .into_iter()
        .flatten()
        .filter_map(|edge| text(edge, "/name"))
        .map(str::to_owned)
        .collect()
}

/// Returns the Applications of every earlier wave.
fn earlier_waves(item: &Value, all: &[(&Value, &str)]) -> Vec<String> {
    all.iter()
        .filter(|(other, _)| wave(other) < wave(item))
        .map(|(other, _)| name(other).to_owned())
        .collect()
}

/// Returns an Application's wave: 0 unless it says otherwise.
fn wave(item: &Value) -> i64 {
    text(item, "/metadata/annotations/argocd.argoproj.io~1sync-wave")
        .and_then(|wave| wave.parse().ok())
        .unwrap_or(0)
}

fn name(item: &Value) -> &str {
    text(item, "/metadata/name").unwrap_or_default()
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn part(name: &str, after: &[&str], began: &str, ready: &str) -> Part {
        Part {
            name: name.to_owned(),
            unit: name.to_owned(),
            after: after.iter().map(ToString::to_string).collect(),
            began: format!("2026-01-01T00:00:{began}Z"),
            ready: format!("2026-01-01T00:00:{ready}Z"),
        }
    }

    #[test]
    fn a_unit_may_begin_when_the_one_before_is_ready() {
        let mut parts = vec![
            part("namespaces", &[], "01", "09"),
            part("api", &["namespaces"], "09", "20"),
            part("ingress", &["api", "namespaces"], "19", "19"),
        ];
        let (edges, late_ones) = late(&parts).unwrap_or_default();
        assert_eq!((edges, late_ones.len()), (3, 1), "{late_ones:?}");
        assert!(late_ones[0].starts_with("ingress began"), "{late_ones:?}");
        parts[1].after.push("storage".to_owned());
        assert!(late(&parts).is_err(), "nothing is known of storage");
    }

    #[test]
    fn a_wave_comes_after_all_earlier_ones() {
        let application = |name: &str, wave: Option<&str>| {
            let annotations = wave.map(|wave| json!({"argocd.argoproj.io/sync-wave": wave}));
            json!({"metadata": {"name": name, "annotations": annotations}})
        };
        let items = [
            application("namespaces", None),
            application("api", Some("10")),
            application("web", Some("10")),
            application("storage", Some("2")),
        ];
        let all: Vec<(&Value, &str)> = items.iter().map(|item| (item, "")).collect();
        assert_eq!(earlier_waves(&items[1], &all), ["namespaces", "storage"]);
        assert_eq!(earlier_waves(&items[0], &all), [""; 0]);
    }
}
