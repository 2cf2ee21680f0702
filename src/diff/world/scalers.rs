//! What scales workloads, and between which numbers: HorizontalPodAutoscalers, and ScaledObjects of KEDA.

use rustc_hash::FxHashMap;

use crate::k8s::{Object, ObjectId, scale_target};
use crate::yaml::Node;

/// By the workload: what scales it. Of several the first counts.
pub(in crate::diff) type Scalers<'a> = FxHashMap<ObjectId, Scaler<'a>>;

/// What scales a workload.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Scaler<'a> {
    /// The HorizontalPodAutoscaler or ScaledObject.
    pub(in crate::diff) object: &'a Object,
    /// The least number of pods.
    pub(in crate::diff) least: i64,
    /// The greatest number of pods.
    pub(in crate::diff) greatest: i64,
}

/// Adds an object, if it scales something.
pub(super) fn add<'a>(all: &mut Scalers<'a>, object: &'a Object) {
    if let Some((target, scaler)) = target(object).zip(of(object)) {
        all.entry(target).or_insert(scaler);
    }
}

/// Returns the workload that an object scales.
pub(in crate::diff) fn target(object: &Object) -> Option<ObjectId> {
    let target = object.node.at(&["spec", "scaleTargetRef"])?;
    let (group, kind) = scale_target(target);
    Some(ObjectId {
        group: group.into(),
        kind: kind.into(),
        namespace: object.id.namespace.clone(),
        name: target.value_of("name")?.as_str()?.into(),
    })
}

/// Returns whether objects of a kind have a number of pods that an autoscaler may choose.
pub(in crate::diff) fn is_scalable(id: &ObjectId) -> bool {
    matches!(
        (id.group.as_str(), id.kind.as_str()),
        ("apps", "Deployment" | "StatefulSet" | "ReplicaSet") | ("argoproj.io", "Rollout")
    )
}

/// Returns the bounds of an object that scales.
pub(in crate::diff) fn of(object: &Object) -> Option<Scaler<'_>> {
    let (fields, usual) = match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("autoscaling", "HorizontalPodAutoscaler") => (["minReplicas", "maxReplicas"], (1, 1)),
        ("keda.sh", "ScaledObject") => (["minReplicaCount", "maxReplicaCount"], (0, 100)),
        _ => return None,
    };
    let [least, greatest] =
        fields.map(|field| object.node.at(&["spec", field]).and_then(Node::as_int));
    let least = least.unwrap_or(usual.0);
    Some(Scaler {
        object,
        least,
        greatest: greatest.unwrap_or(usual.1).max(least),
    })
}
