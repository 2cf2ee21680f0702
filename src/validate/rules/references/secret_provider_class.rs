//! EK1227: a volume of a SecretProviderClass that nobody makes.
//!
//! Source: Secrets Store CSI Driver, usage: `volumeAttributes.secretProviderClass` names one of the pod's namespace.

use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

const GROUP: &str = "secrets-store.csi.x-k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for volume in items(pod.spec, "volumes") {
            if let Some(node) = volume.at(&["csi", "volumeAttributes", "secretProviderClass"]) {
                let name = Name {
                    object: pod.object,
                    node,
                    group: GROUP,
                    kind: "SecretProviderClass",
                    namespace: &pod.object.id.namespace,
                };
                demand(tree, findings, Code::MissingSecretProviderClass, name);
            }
        }
    }
}
