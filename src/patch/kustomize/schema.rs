//! What a build knows of types: which kinds belong to the cluster, and how lists merge.
//!
//! kustomize knows the API of Kubernetes 1.21, and what `openapi:` of a kustomization adds. Kinds it does not know are
//! taken for namespaced, and their lists are replaced.

use std::sync::Arc;

use crate::k8s::{self, Gvk, TypeOf};
use crate::yaml::Node;

/// The types of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    /// The OpenAPI document of `openapi.path`.
    pub custom: Option<Arc<Node>>,
}

impl Schema {
    /// Returns whether a kind is known to belong to the cluster.
    pub(super) fn is_certainly_cluster_scoped(&self, gvk: &Gvk) -> bool {
        k8s::kind_of(&gvk.group, &gvk.kind).is_some_and(|kind| !kind.namespaced)
    }

    /// Returns what is known of the type of an object.
    pub(super) fn type_of(&self, gvk: &Gvk) -> TypeOf<'_> {
        TypeOf::object(&gvk.group, &gvk.kind, None)
    }
}
