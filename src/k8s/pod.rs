//! Where pods are described inside objects.

use super::Object;
use crate::yaml::Node;

/// Returns the keys that lead to the pod template of an object of this kind; none for a Pod, which is its own.
pub fn pod_template_path(group: &str, kind: &str) -> Option<&'static [&'static str]> {
    match (group, kind) {
        ("", "Pod") => Some(&[]),
        ("", "PodTemplate") => Some(&["template"]),
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
        | ("batch", "Job")
        | ("", "ReplicationController")
        | ("argoproj.io", "Rollout") => Some(&["spec", "template"]),
        ("batch", "CronJob") => Some(&["spec", "jobTemplate", "spec", "template"]),
        ("keda.sh", "ScaledJob") => Some(&["spec", "jobTargetRef", "template"]),
        _ => None,
    }
}

/// Returns the template of the pods that an object makes, or the pod itself.
pub fn pod_template(object: &Object) -> Option<&Node> {
    object
        .node
        .at(pod_template_path(&object.id.group, &object.id.kind)?)
}

/// Returns the specification of the pods that an object makes, or of the pod itself.
pub fn pod_spec(object: &Object) -> Option<&Node> {
    pod_template(object)?.value_of("spec")
}

/// Returns the containers of a specification of pods, those that run first first. Containers for debugging are left out.
pub fn containers(spec: &Node) -> impl Iterator<Item = &Node> {
    ["initContainers", "containers"]
        .into_iter()
        .filter_map(|list| spec.value_of(list)?.as_list())
        .flatten()
}

/// Follows keys, `spec.template`, to change what is there.
pub fn descend<'n>(node: &'n mut Node, keys: &[&str]) -> Option<&'n mut Node> {
    keys.iter().try_fold(node, |node, key| node.get_mut(key))
}
