//! Where pods are described inside objects.

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

/// Follows keys, `spec.template`, to change what is there.
pub fn descend<'n>(node: &'n mut Node, keys: &[&str]) -> Option<&'n mut Node> {
    keys.iter().try_fold(node, |node, key| node.get_mut(key))
}
