//! Objects that scale others: which workload they mean.

use std::sync::OnceLock;

use super::findings::text;
use super::tree::Tree;
use crate::k8s::{Gvk, Object};
use crate::yaml::Node;

/// An autoscaler and its target.
pub(super) struct Autoscaler<'a> {
    /// The HorizontalPodAutoscaler or ScaledObject.
    pub(super) object: &'a Object,
    /// The name of the target, where it stands.
    pub(super) name: &'a Node,
    /// The kind of the target.
    pub(super) target: Gvk,
}

impl Autoscaler<'_> {
    /// Returns the name of the target.
    pub(super) fn target_name(&self) -> &str {
        self.name.as_str().unwrap_or_default()
    }
}

/// The autoscalers of a tree. Many rules ask for them, so it is looked through once, when the first of them asks.
#[derive(Default)]
pub(super) struct Autoscalers<'a>(OnceLock<Vec<Autoscaler<'a>>>);

/// Returns every autoscaler that names a target.
pub(super) fn autoscalers<'t, 'a>(tree: &'t Tree<'a>) -> &'t [Autoscaler<'a>] {
    tree.autoscalers.0.get_or_init(|| find(tree))
}

fn find<'a>(tree: &Tree<'a>) -> Vec<Autoscaler<'a>> {
    let hpas = tree.of_kind("HorizontalPodAutoscaler").iter();
    hpas.chain(tree.of_kind("ScaledObject"))
        .filter_map(|object| {
            let reference = object.node.at(&["spec", "scaleTargetRef"])?;
            let keda = object.id.kind == "ScaledObject";
            // KEDA takes a Deployment where nothing else is said.
            let default = |value| if keda { value } else { "" };
            let api_version = text(reference, &["apiVersion"]).unwrap_or(default("apps/v1"));
            let kind = text(reference, &["kind"]).unwrap_or(default("Deployment"));
            Some(Autoscaler {
                object,
                name: reference.value_of("name")?,
                target: Gvk::new(api_version, kind),
            })
        })
        .collect()
}

/// Returns the workload an autoscaler means.
pub(super) fn target_of<'a>(tree: &Tree<'a>, autoscaler: &Autoscaler<'a>) -> Option<&'a Object> {
    tree.get(
        &autoscaler.target.group,
        &autoscaler.target.kind,
        &autoscaler.object.id.namespace,
        autoscaler.target_name(),
    )
}
