//! A table of the fields that the API server refuses to change, by kind.
//!
//! Taken from the checks of updates of Kubernetes 1.29 to 1.36, which all agree where no exception says since when. What is
//! not listed may be changed. `metadata.name` and `metadata.namespace` are the identity, and another name another object.

use super::exceptions as except;
use crate::diff::FieldChange;
use crate::diff::subject::Subject;

/// A way to a field.
type Keys = &'static [&'static str];

/// Whether the server takes a change of a fixed field all the same.
type Takes = fn(&Subject<'_>, &FieldChange) -> bool;

/// What cannot be changed in objects of a kind.
pub(super) struct Row {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    /// What cannot be changed, and nothing below it.
    pub(super) fixed: &'static [Keys],
    /// What below may be changed.
    pub(super) free: &'static [Keys],
    pub(super) takes: Takes,
    pub(super) loss: Loss,
}

/// What is lost when an object is deleted and created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Its pods, all at once.
    Pods,
    /// Its pods, whose volumes stay.
    StatefulPods,
    /// Nothing, but it runs once more.
    Run,
    /// The data of a claim.
    Claim,
    /// The binding of a volume.
    Volume,
    /// All custom resources of a kind.
    Resources,
    /// What a binding grants, for a moment.
    Grants,
    /// The addresses of a Service.
    Addresses,
    /// Configuration that pods read, for a moment.
    Configuration,
    /// Nothing: what was made by the class stays as it is.
    Class,
    /// The object alone.
    Object,
    /// The object alone, which the server keeps as it is without a word.
    Request,
}

const fn row(group: &'static str, kind: &'static str, loss: Loss, fixed: &'static [Keys]) -> Row {
    Row {
        group,
        kind,
        fixed,
        free: &[],
        takes: except::never,
        loss,
    }
}

impl Row {
    const fn but(mut self, free: &'static [Keys]) -> Self {
        self.free = free;
        self
    }

    const fn unless(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }
}

const SPEC: &[Keys] = &[&["spec"]];
const SELECTOR: &[Keys] = &[&["spec", "selector"]];
const ROLE: &[Keys] = &[&["roleRef"]];

/// All rows, by group and kind.
pub(super) static ROWS: &[Row] = &[
    row(
        "",
        "ConfigMap",
        Loss::Configuration,
        &[&["data"], &["binaryData"], &["immutable"]],
    )
    .unless(except::mutable_data),
    row("", "PersistentVolume", Loss::Volume, SPEC)
        .but(&[
            &["spec", "accessModes"],
            &["spec", "capacity"],
            &["spec", "claimRef"],
            &["spec", "mountOptions"],
            &["spec", "persistentVolumeReclaimPolicy"],
            &["spec", "storageClassName"],
        ])
        .unless(except::volume),
    row("", "PersistentVolumeClaim", Loss::Claim, SPEC)
        // That a claim only grows, the rule of claims says.
        .but(&[&["spec", "resources", "requests", "storage"]])
        .unless(except::claim),
    row("", "Pod", Loss::Pods, SPEC).unless(except::pod),
    row("", "ResourceQuota", Loss::Object, &[&["spec", "scopes"]]).unless(except::same_set),
    row(
        "",
        "Secret",
        Loss::Configuration,
        &[&["data"], &["stringData"], &["immutable"], &["type"]],
    )
    .unless(except::mutable_data),
    row(
        "",
        "Service",
        Loss::Addresses,
        &[
            &["spec", "clusterIP"],
            &["spec", "clusterIPs"],
            &["spec", "healthCheckNodePort"],
            &["spec", "ipFamilies"],
            &["spec", "loadBalancerClass"],
        ],
    )
    .unless(except::service),
    row(
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        Loss::Resources,
        &[
            &["spec", "group"],
            &["spec", "names", "kind"],
            &["spec", "names", "plural"],
            &["spec", "scope"],
        ],
    ),
    row("apps", "ControllerRevision", Loss::Object, &[&["data"]]),
    row("apps", "DaemonSet", Loss::Pods, SELECTOR),
    row("apps", "Deployment", Loss::Pods, SELECTOR),
    row("apps", "ReplicaSet", Loss::Pods, SELECTOR),
    row("apps", "StatefulSet", Loss::StatefulPods, SPEC)
        .but(&[
            &["spec", "minReadySeconds"],
            &["spec", "ordinals"],
            &["spec", "persistentVolumeClaimRetentionPolicy"],
            &["spec", "replicas"],
            &["spec", "template"],
            &["spec", "updateStrategy"],
            // They are fixed as well; the rule of their claims says what becomes of the data.
            &["spec", "volumeClaimTemplates"],
        ])
        .unless(except::stateful_set),
    row(
        "batch",
        "Job",
        Loss::Run,
        &[
            &["spec", "backoffLimitPerIndex"],
            &["spec", "completionMode"],
            &["spec", "completions"],
            &["spec", "managedBy"],
            &["spec", "podFailurePolicy"],
            &["spec", "selector"],
            &["spec", "successPolicy"],
            &["spec", "template"],
        ],
    )
    .unless(except::job),
    row(
        "certificates.k8s.io",
        "CertificateSigningRequest",
        Loss::Request,
        SPEC,
    ),
    row(
        "certificates.k8s.io",
        "ClusterTrustBundle",
        Loss::Object,
        &[&["spec", "signerName"]],
    ),
    row(
        "coordination.k8s.io",
        "LeaseCandidate",
        Loss::Object,
        &[&["spec", "leaseName"]],
    ),
    row(
        "discovery.k8s.io",
        "EndpointSlice",
        Loss::Object,
        &[&["addressType"]],
    ),
    row(
        "networking.k8s.io",
        "IPAddress",
        Loss::Object,
        &[&["spec", "parentRef"]],
    ),
    row(
        "networking.k8s.io",
        "IngressClass",
        Loss::Class,
        &[&["spec", "controller"]],
    ),
    row(
        "networking.k8s.io",
        "ServiceCIDR",
        Loss::Object,
        &[&["spec", "cidrs"]],
    )
    .unless(except::second_range),
    row("node.k8s.io", "RuntimeClass", Loss::Class, &[&["handler"]]),
    row(
        "rbac.authorization.k8s.io",
        "ClusterRoleBinding",
        Loss::Grants,
        ROLE,
    ),
    row(
        "rbac.authorization.k8s.io",
        "RoleBinding",
        Loss::Grants,
        ROLE,
    ),
    row("resource.k8s.io", "ResourceClaim", Loss::Object, SPEC).unless(except::devices),
    row(
        "resource.k8s.io",
        "ResourceClaimTemplate",
        Loss::Object,
        SPEC,
    )
    .unless(except::devices),
    row(
        "resource.k8s.io",
        "ResourceSlice",
        Loss::Object,
        &[
            &["spec", "driver"],
            &["spec", "nodeName"],
            &["spec", "pool", "name"],
        ],
    ),
    row(
        "scheduling.k8s.io",
        "PriorityClass",
        Loss::Class,
        &[&["value"], &["preemptionPolicy"]],
    ),
    row(
        "storage.k8s.io",
        "CSIDriver",
        Loss::Class,
        &[
            &["spec", "attachRequired"],
            &["spec", "fsGroupPolicy"],
            &["spec", "podInfoOnMount"],
            &["spec", "volumeLifecycleModes"],
        ],
    )
    .unless(except::driver),
    row(
        "storage.k8s.io",
        "CSIStorageCapacity",
        Loss::Object,
        &[&["nodeTopology"], &["storageClassName"]],
    ),
    row(
        "storage.k8s.io",
        "StorageClass",
        Loss::Class,
        &[
            &["parameters"],
            &["provisioner"],
            &["reclaimPolicy"],
            &["volumeBindingMode"],
        ],
    ),
    row("storage.k8s.io", "VolumeAttachment", Loss::Object, SPEC),
    row(
        "storage.k8s.io",
        "VolumeAttributesClass",
        Loss::Class,
        &[&["driverName"], &["parameters"]],
    ),
    row(
        "storagemigration.k8s.io",
        "StorageVersionMigration",
        Loss::Run,
        SPEC,
    ),
];

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn a_kind_stands_once_and_in_order() {
        assert!(ROWS.is_sorted_by(|a, b| (a.group, a.kind) < (b.group, b.kind)));
    }
}
