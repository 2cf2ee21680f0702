//! EK1101: a pod without containers, and containers whose names the API server refuses. After `validateContainers` and
//! `validateInitContainers` of `pkg/apis/core/validation`.

use rustc_hash::FxHashSet;

use super::each;
use crate::diag::Code;
use crate::k8s::{Format, pod_template_path};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

/// The kinds that describe pods.
const KINDS: [(&str, &str); 9] = [
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("apps", "ReplicaSet"),
    ("batch", "Job"),
    ("batch", "CronJob"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, kind) in KINDS {
        for object in tree.of(group, kind) {
            if tree.pod_of(object).is_none() {
                let path = pod_template_path(group, kind).unwrap_or_default();
                let path: String = path.iter().map(|key| format!("{key}.")).collect();
                let message = format!("a {kind} needs `{path}spec.containers`");
                Judge::new(Code::ContainerName, object, findings).says(&object.node, message);
            }
        }
    }
    each(tree, findings, Code::ContainerName, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    if pod.spec.as_map().is_some() && items(pod.spec, "containers").is_empty() {
        let node = pod.spec.value_of("containers").unwrap_or(pod.spec);
        judge.says(node, "a pod needs a container in `containers`");
    }
    // The same name twice in one list is the schema's.
    let mut others: FxHashSet<&str> = FxHashSet::default();
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        let containers = items(pod.spec, list);
        for container in containers {
            let Some(name) = judge.needs(container, "name", "a container") else {
                continue;
            };
            judge.format(name, Format::Label, "name for a container");
            if name.as_str().is_some_and(|name| others.contains(name)) {
                judge.says(name, format!("two containers are named {}", name.brief()));
            }
        }
        others.extend(
            containers
                .iter()
                .filter_map(|container| text(container, &["name"])),
        );
    }
}
