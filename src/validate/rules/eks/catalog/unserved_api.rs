//! EK1388: an API of a component that no release of it serves any more, or a version that its definition does not serve.
//!
//! Source: the CustomResourceDefinitions of External Secrets 2, Karpenter 1, external-snapshotter 8 and Velero; AWS App Mesh, end of support on
//! 30 September 2026. Those of Kubernetes itself are judged by the cluster's version.

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::schema::removal;
use crate::k8s::{Gvk, Object};
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
        if let Some(finding) = gone(tree, object).or_else(|| undefined(tree, object)) {
            findings.push(finding);
        }
    }
}

/// Reports a version that no release serves any more.
fn gone(tree: &Tree<'_>, object: &Object) -> Option<Diagnostic> {
    let (kind, group) = (object.id.kind.as_str(), &object.id.group);
    let (_, versions, help) = GONE.iter().find(|(gone, ..)| gone == group)?;
    let version = text(&object.node, &["apiVersion"])
        .and_then(|api| api.split_once('/'))
        .map_or("", |(_, version)| version);
    let is_gone = versions.is_empty() || versions.contains(&version);
    if !is_gone || SERVED.contains(&kind) {
        return None;
    }
    let node = object.node.value_of("apiVersion").unwrap_or(&object.node);
    let api_version = format!("{group}/{version}");
    let message = format!("nobody serves {kind} of `{api_version}` any more");
    let mut finding = about(Code::GoneApi, object, node, message).help(*help);
    // A cluster that still has the definition takes the object.
    let served = tree.schemas.find(&api_version, kind);
    if served.is_some_and(|served| served.component.is_none()) {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// Reports a version of a kind whose definition is known and serves others only.
fn undefined(tree: &Tree<'_>, object: &Object) -> Option<Diagnostic> {
    let kind = object.id.kind.as_str();
    let node = object.node.value_of("apiVersion")?;
    let version = node.as_str()?;
    if tree.schemas.find(version, kind).is_some() || removal(version, kind).is_some() {
        return None;
    }
    let versions = tree.schemas.api_versions(kind);
    let is_of_group = |there: &&str| Gvk::new(there, kind).group == object.id.group;
    let mut others = versions
        .iter()
        .map(|there| there.as_str())
        .filter(is_of_group);
    let there = others.next()?;
    // Those of Kubernetes itself depend on its version, which other rules look at.
    let served = tree
        .schemas
        .find(there, kind)
        .filter(|served| served.is_custom)?;
    let message = format!("the definition of {kind} does not serve `{version}`");
    let finding = about(Code::GoneApi, object, node, message).help(format!("write `{there}`"));
    Some(match served.component {
        // The release that the cluster has may be another one.
        Some(component) => {
            let mut finding = finding.note(component.judges());
            finding.severity = Severity::Warning;
            finding
        }
        None => finding,
    })
}
