//! Objects that scale others: which workload they mean, and how small they make it.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::findings::text;
use super::others::Others;
use super::tree::Tree;
use crate::k8s::{Gvk, Object, ObjectId};
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

impl<'a> Autoscaler<'a> {
    /// Finds them among the objects that `of_kind` gives.
    pub(super) fn among<I: Iterator<Item = &'a Object>>(
        of_kind: impl Fn(&'static str) -> I,
    ) -> impl Iterator<Item = Self> {
        let kinds = ["HorizontalPodAutoscaler", "ScaledObject"];
        kinds.into_iter().flat_map(of_kind).filter_map(Self::read)
    }

    fn read(object: &'a Object) -> Option<Self> {
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
    }

    /// Returns the identity of the target.
    pub(super) fn target_id(&self) -> ObjectId {
        ObjectId {
            group: self.target.group.clone(),
            kind: self.target.kind.clone(),
            namespace: self.object.id.namespace.clone(),
            name: self.target_name().into(),
        }
    }

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
    let find = || Autoscaler::among(|kind| tree.of_kind(kind).iter().copied()).collect();
    tree.autoscalers.0.get_or_init(find)
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

/// How many pods every workload has at least when all goes well.
pub(super) struct Sizes<'a> {
    scaled: FxHashMap<&'a ObjectId, i64>,
    others: Option<Arc<Others<'a>>>,
}

impl<'a> Sizes<'a> {
    pub(super) fn new(tree: &Tree<'a>) -> Self {
        let mut scaled = FxHashMap::default();
        for autoscaler in autoscalers(tree) {
            if let Some(target) = target_of(tree, autoscaler) {
                scaled.insert(&target.id, least_of(autoscaler.object));
            }
        }
        Sizes {
            scaled,
            others: tree.others.clone(),
        }
    }

    /// Returns the least number of pods of a workload: what an autoscaler says of it, or else it of itself.
    pub(super) fn least(&self, workload: &Object) -> i64 {
        let field = match workload.id.kind.as_str() {
            "Job" => "parallelism",
            _ => "replicas",
        };
        let stated = || workload.node.at(&["spec", field]).and_then(Node::as_int);
        let scaled = self.scaled.get(&workload.id).copied();
        let by_others = || self.others.as_ref()?.least(&workload.id);
        scaled.or_else(by_others).or_else(stated).unwrap_or(1)
    }
}

/// Returns the lower bound of an autoscaler.
pub(super) fn least_of(autoscaler: &Object) -> i64 {
    let bound = |key| autoscaler.node.at(&["spec", key]).and_then(Node::as_int);
    if autoscaler.id.kind == "ScaledObject" {
        bound("minReplicaCount").unwrap_or(0)
    } else {
        bound("minReplicas").unwrap_or(1)
    }
}
