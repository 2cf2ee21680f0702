//! What an autoscaler scales.

use crate::yaml::Node;

/// Reads `scaleTargetRef` or `targetRef`: the group and the kind of a workload. KEDA takes a Deployment where nothing else is
/// said.
pub fn scale_target(reference: &Node) -> (&str, &str) {
    let text = |key: &str| reference.value_of(key).and_then(Node::as_str);
    let api_version = text("apiVersion").unwrap_or("apps/v1");
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    (group, text("kind").unwrap_or("Deployment"))
}
