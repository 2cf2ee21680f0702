//! EK1355: the data of a database or of monitoring goes with its pod.
//!
//! Source: Kubernetes, Volumes, "emptyDir"; Prometheus, Storage; EKS Best Practices, Reliability.

use crate::diag::Code;
use crate::k8s::{Image, Object};
use crate::validate::components::{DATA, is_replaceable};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        if is_decided(pod.object) || is_replaceable(pod.object) {
            continue;
        }
        for container in pod.running() {
            let image = text(container, &["image"]).map(Image::parse);
            let known = image.and_then(|image| DATA.iter().find(|(name, _)| *name == image.name()));
            let Some((name, folders)) = known else {
                continue;
            };
            for mount in items(container, "volumeMounts") {
                let path = text(mount, &["mountPath"]).unwrap_or_default();
                if !folders
                    .iter()
                    .any(|folder| path.trim_end_matches('/').starts_with(folder))
                {
                    continue;
                }
                let volume = items(pod.spec, "volumes")
                    .iter()
                    .find(|volume| volume.get("name") == mount.get("name"));
                let Some(empty) = volume.and_then(|volume| volume.value_of("emptyDir")) else {
                    continue;
                };
                let node = mount.value_of("mountPath").unwrap_or(mount);
                findings.push(
                    about(
                        Code::DataOnEmptyDir,
                        pod.object,
                        node,
                        format!("the data of `{name}` at `{path}` goes with the pod: the volume is an `emptyDir`"),
                    )
                    .related(empty.head().or(volume.and_then(Node::head)), "the volume")
                    .help("use a claim: `volumeClaimTemplates` of a StatefulSet"),
                );
            }
        }
    }
}

/// Returns whether a spec of ours decided: one that says `storage: emptyDir` says it on purpose, also once it is rendered.
pub(super) fn is_decided(object: &Object) -> bool {
    let labels = &["metadata", "labels", "app.kubernetes.io/managed-by"];
    matches!(object.owner.kind.as_str(), "Monitoring" | "Database")
        || text(&object.node, labels) == Some("ekscompile")
}
