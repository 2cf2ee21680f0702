//! EK1382: a component is not of the cluster's minor version.
//!
//! Source: kubernetes/autoscaler, Cluster Autoscaler README, "Releases" (the minor of the cluster); metrics-server README, "Compatibility Matrix".

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::components::{Component, component};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = u32::from(tree.minor.0);
    for pod in tree.pods.iter() {
        for container in pod.running() {
            let Some(component) = component(container) else {
                continue;
            };
            let version =
                text(container, &["image"]).and_then(|image| Image::parse(image).version());
            let Some((node, version)) = container.value_of("image").zip(version) else {
                continue;
            };
            let (message, help) = match (component, version) {
                (Component::ClusterAutoscaler, (1, own)) if own != minor => (
                    format!(
                        "Cluster Autoscaler 1.{own} is for Kubernetes 1.{own}, and the cluster has 1.{minor}"
                    ),
                    format!("take a `v1.{minor}` release"),
                ),
                (Component::MetricsServer, (0, own)) if own >= 9 && minor < 34 => (
                    format!(
                        "metrics-server 0.{own} is for Kubernetes 1.34 and later, and the cluster has 1.{minor}"
                    ),
                    "take a `v0.8` release".to_owned(),
                ),
                _ => continue,
            };
            findings.push(about(Code::ComponentVersion, pod.object, node, message).help(help));
        }
    }
}
