//! Where pods stand in the objects that make them.

use crate::k8s::Object;
use crate::yaml::Node;

/// Returns the pod spec of a pod or of a workload that makes pods.
pub(super) fn pod_spec(object: &Object) -> Option<&Node> {
    let path: &[&str] = match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("", "Pod") => &["spec"],
        ("", "PodTemplate") => &["template", "spec"],
        ("", "ReplicationController")
        | ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
        | ("batch", "Job")
        | ("argoproj.io", "Rollout") => &["spec", "template", "spec"],
        ("batch", "CronJob") => &["spec", "jobTemplate", "spec", "template", "spec"],
        _ => return None,
    };
    object.node.at(path)
}
