//! A table of APIs that were gone before the oldest version whose types are built in, and what versions of an API are worth.
//!
//! Source: the guide `Deprecated API Migration Guide` of kubernetes.io, and the `prerelease-lifecycle-gen` marks of k8s.io/api
//! 0.37.1. What later versions removed follows from the types themselves.

use super::store::{BuiltIn, built_in};
use crate::k8s::Minor;

/// An API that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The version of Kubernetes 1 that no longer has it.
    pub gone: Minor,
    /// The `apiVersion` that has the kind now; nothing where none has.
    pub instead: Option<&'static str>,
}

/// `apiVersion`, kinds, the minor version that no longer has them, and the `apiVersion` that has them now.
type Row = (&'static str, &'static [&'static str], u16, &'static str);

/// Sorted by `apiVersion`.
static REMOVED: &[Row] = &[
    (
        "admissionregistration.k8s.io/v1beta1",
        &[
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
        ],
        22,
        "admissionregistration.k8s.io/v1",
    ),
    (
        "apiextensions.k8s.io/v1beta1",
        &["CustomResourceDefinition"],
        22,
        "apiextensions.k8s.io/v1",
    ),
    (
        "apiregistration.k8s.io/v1beta1",
        &["APIService"],
        22,
        "apiregistration.k8s.io/v1",
    ),
    (
        "apps/v1beta1",
        &["ControllerRevision", "Deployment", "StatefulSet"],
        16,
        "apps/v1",
    ),
    (
        "apps/v1beta2",
        &[
            "ControllerRevision",
            "DaemonSet",
            "Deployment",
            "ReplicaSet",
            "StatefulSet",
        ],
        16,
        "apps/v1",
    ),
    (
        "authentication.k8s.io/v1beta1",
        &["TokenReview"],
        22,
        "authentication.k8s.io/v1",
    ),
    (
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
        ],
        22,
        "authorization.k8s.io/v1",
    ),
    (
        "autoscaling/v2beta1",
        &["HorizontalPodAutoscaler"],
        25,
        "autoscaling/v2",
    ),
    (
        "autoscaling/v2beta2",
        &["HorizontalPodAutoscaler"],
        26,
        "autoscaling/v2",
    ),
    ("batch/v1beta1", &["CronJob"], 25, "batch/v1"),
    ("batch/v2alpha1", &["CronJob"], 21, "batch/v1"),
    (
        "certificates.k8s.io/v1beta1",
        &["CertificateSigningRequest"],
        22,
        "certificates.k8s.io/v1",
    ),
    (
        "coordination.k8s.io/v1beta1",
        &["Lease"],
        22,
        "coordination.k8s.io/v1",
    ),
    (
        "discovery.k8s.io/v1beta1",
        &["EndpointSlice"],
        25,
        "discovery.k8s.io/v1",
    ),
    ("events.k8s.io/v1beta1", &["Event"], 25, "events.k8s.io/v1"),
    (
        "extensions/v1beta1",
        &["DaemonSet", "Deployment", "ReplicaSet"],
        16,
        "apps/v1",
    ),
    (
        "extensions/v1beta1",
        &["Ingress"],
        22,
        "networking.k8s.io/v1",
    ),
    (
        "extensions/v1beta1",
        &["NetworkPolicy"],
        16,
        "networking.k8s.io/v1",
    ),
    ("extensions/v1beta1", &["PodSecurityPolicy"], 16, ""),
    (
        "flowcontrol.apiserver.k8s.io/v1beta1",
        &["FlowSchema", "PriorityLevelConfiguration"],
        26,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    (
        "flowcontrol.apiserver.k8s.io/v1beta2",
        &["FlowSchema", "PriorityLevelConfiguration"],
        29,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    (
        "networking.k8s.io/v1beta1",
        &["Ingress", "IngressClass"],
        22,
        "networking.k8s.io/v1",
    ),
    (
        "node.k8s.io/v1beta1",
        &["RuntimeClass"],
        25,
        "node.k8s.io/v1",
    ),
    ("policy/v1beta1", &["PodDisruptionBudget"], 25, "policy/v1"),
    ("policy/v1beta1", &["PodSecurityPolicy"], 25, ""),
    (
        "rbac.authorization.k8s.io/v1alpha1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        23,
        "rbac.authorization.k8s.io/v1",
    ),
    (
        "rbac.authorization.k8s.io/v1beta1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    (
        "scheduling.k8s.io/v1beta1",
        &["PriorityClass"],
        22,
        "scheduling.k8s.io/v1",
    ),
    (
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        22,
        "storage.k8s.io/v1",
    ),
    (
        "storage.k8s.io/v1beta1",
        &["CSIStorageCapacity"],
        27,
        "storage.k8s.io/v1",
    ),
];

/// Returns what became of an API that was gone before the types that are built in.
pub fn removal(api_version: &str, kind: &str) -> Option<Removal> {
    let start = REMOVED.partition_point(|(known, ..)| *known < api_version);
    let rows = REMOVED.get(start..)?.iter();
    let mut rows = rows.take_while(|(known, ..)| *known == api_version);
    let (_, _, gone, instead) = rows.find(|(_, kinds, ..)| kinds.contains(&kind))?;
    Some(Removal {
        gone: Minor(*gone),
        instead: Some(*instead).filter(|instead| !instead.is_empty()),
    })
}

/// How far an API version has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stability {
    /// `v1alpha1`: may vanish at any time.
    Alpha,
    /// `v1beta1`: will be replaced.
    Beta,
    /// `v1`.
    Stable,
}

impl Stability {
    /// Returns that of a version, `v1beta1`.
    pub fn of(version: &str) -> Self {
        match version {
            version if version.contains("alpha") => Stability::Alpha,
            version if version.contains("beta") => Stability::Beta,
            _ => Stability::Stable,
        }
    }
}

impl BuiltIn {
    /// Returns whether a server has it without being told to. Since 1.24 a new beta version has to be switched on; Flow
    /// Control is older.
    pub fn is_on(&self) -> bool {
        match Stability::of(self.version) {
            Stability::Stable => true,
            Stability::Beta => self.group == "flowcontrol.apiserver.k8s.io",
            Stability::Alpha => false,
        }
    }
}

/// Returns the best version of a kind that a minor version has.
pub fn best(group: &str, kind: &str, minor: Minor) -> Option<&'static BuiltIn> {
    built_in(kind)
        .iter()
        .filter(|known| known.group == group && known.minors.contains(minor))
        .max_by_key(|known| (Stability::of(known.version), known.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removals_are_found_and_lead_to_what_is_there() {
        assert!(REMOVED.is_sorted_by_key(|(api_version, ..)| api_version));
        for (api_version, kinds, _, instead) in REMOVED {
            for kind in *kinds {
                assert!(removal(api_version, kind).is_some(), "{api_version} {kind}");
                let (group, _) = instead.split_once('/').unwrap_or_default();
                let there = best(group, kind, Minor::OLDEST);
                assert_eq!(
                    there.map(|there| there.api_version().to_string()),
                    Some((*instead).to_owned()).filter(|instead| !instead.is_empty()),
                    "{kind}"
                );
            }
        }
        assert_eq!(
            removal("extensions/v1beta1", "Ingress").map(|gone| gone.gone),
            Some(Minor(22))
        );
        assert_eq!(removal("apps/v1", "Deployment"), None);
    }
}
