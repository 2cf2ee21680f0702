//! ServiceAccounts, and the AWS identity of pods.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::common::{annotate, metadata, object, over};
use super::context::Context;
use super::defaults::app as defaults;

/// Returns the name of the ServiceAccount that pods of a part run as: `serviceAccount.name`, or the part's own name. Nothing for
/// `serviceAccount: null`: the namespace's `default`.
pub(super) fn service_account_name(part: &Node, spec: Option<&Node>) -> Option<Node> {
    if spec.is_some_and(Node::is_null) {
        return None;
    }
    let named = spec.and_then(|spec| spec.value_of("name")).cloned();
    Some(named.unwrap_or_else(|| part.derive(part.value.clone(), &defaults::SERVICE_ACCOUNT)))
}

/// Returns the ServiceAccount of a part. `spec` is `serviceAccount: {name, create, annotations, iam: {roleArn, mode}}`.
/// Nothing for `null` and for `create: false`.
pub(super) fn service_account(
    context: &Context,
    component: &Component,
    part: &Node,
    spec: Option<&Node>,
) -> Option<Object> {
    let off = spec.is_some_and(|spec| {
        spec.is_null() || spec.value_of("create").and_then(Node::as_bool) == Some(false)
    });
    if off {
        return None;
    }
    let mut annotations = Mapping::new();
    let iam = spec.and_then(|spec| spec.value_of("iam"));
    // With Pod Identity the association is an object of the EKS API; the annotation would make it IRSA.
    if let Some(iam) = iam.filter(|iam| !uses_pod_identity(context, iam))
        && let Some(role) = iam.value_of("roleArn")
    {
        annotations.insert("eks.amazonaws.com/role-arn", role.clone());
    }
    let annotations = over(
        Node::literal(annotations, &defaults::IRSA),
        spec.and_then(|spec| spec.get("annotations")),
    );
    let annotations = annotations.and_then(|node| node.as_map().cloned());
    let name = service_account_name(part, spec)?;
    let metadata = annotate(
        metadata(context, component, part, name),
        annotations.unwrap_or_default(),
    );
    let automount = match spec {
        Some(spec) => spec.or_default("automountServiceAccountToken", false, &defaults::AUTOMOUNT),
        None => Some(Node::literal(false, &defaults::AUTOMOUNT)),
    };
    let node = yaml!(defaults::SERVICE_ACCOUNT => {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: (metadata),
        automountServiceAccountToken: (automount),
    });
    object(component, node)
}

/// Returns whether pods get the role through Pod Identity: `iam.mode`, or else the cluster's `identity`.
pub(super) fn uses_pod_identity(context: &Context, iam: &Node) -> bool {
    match iam.value_of("mode").and_then(Node::as_str) {
        Some(mode) => mode == "pod-identity",
        None => context.cluster.pod_identity,
    }
}
