//! EK1388: an API of a component that no release of it serves any more.
//!
//! Source: the CustomResourceDefinitions of External Secrets 2, Karpenter 1, external-snapshotter 8 and Velero; AWS App Mesh, end of support on
//! 30 September 2026. Those of Kubernetes itself are judged by the cluster's version.

use crate::diag::{Code, Severity};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

/// Groups, the versions that are gone (all of them where there is none), and what to do.
const GONE: &[(&str, &[&str], &str)] = &[
    (
        "appmesh.k8s.aws",
        &[],
        "App Mesh ended on 30 September 2026: move to VPC Lattice, or to Istio or Linkerd",
    ),
    (
        "external-secrets.io",
        &["v1alpha1", "v1beta1"],
        "write `external-secrets.io/v1`",
    ),
    (
        "karpenter.k8s.aws",
        &["v1alpha1", "v1beta1"],
        "write an `EC2NodeClass` of `karpenter.k8s.aws/v1`",
    ),
    (
        "karpenter.sh",
        &["v1alpha5", "v1beta1"],
        "write a `NodePool` of `karpenter.sh/v1`",
    ),
    (
        "snapshot.storage.k8s.io",
        &["v1alpha1", "v1beta1"],
        "write `snapshot.storage.k8s.io/v1`",
    ),
];

/// Kinds that are still served in a version that is gone for others.
const SERVED: &[&str] = &["PushSecret", "ClusterPushSecret"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let Some((group, versions, help)) =
            GONE.iter().find(|(group, ..)| *group == object.id.group)
        else {
            continue;
        };
        let version = text(&object.node, &["apiVersion"])
            .and_then(|api| api.split_once('/'))
            .map_or("", |(_, version)| version);
        let gone = versions.is_empty() || versions.contains(&version);
        if !gone || SERVED.contains(&object.id.kind.as_str()) {
            continue;
        }
        let node = object.node.value_of("apiVersion").unwrap_or(&object.node);
        let kind = object.id.kind.as_str();
        let message = format!("nobody serves {kind} of `{group}/{version}` any more");
        let mut finding = about(Code::GoneApi, object, node, message).help(*help);
        // A cluster that still has the definition takes the object.
        let api_version = format!("{group}/{version}");
        let served = tree.schemas.find(&api_version, kind);
        if served.is_some_and(|served| served.component.is_none()) {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
}
