//! The kinds we know, with their customary facts. A table of data: kinds in the order in which people apply them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Facts of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Its fixed place among the files of a unit, 00 to 99. A rank never changes: it is part of file names.
    pub rank: u8,
}

/// The rank of every kind that is not in the table: behind workloads, before what is exposed.
pub const RANK_OF_OTHERS: u8 = 65;

/// Returns the facts of a kind that is in the table.
pub fn kind_of(group: &str, kind: &str) -> Option<&'static Kind> {
    static INDEX: LazyLock<FxHashMap<(&str, &str), &Kind>> = LazyLock::new(|| {
        KINDS
            .iter()
            .map(|fact| ((fact.kind, fact.group), fact))
            .collect()
    });
    INDEX.get(&(kind, group)).copied()
}

/// Returns the groups that have this kind, `networking.k8s.io` for `Ingress`.
pub fn groups_of(kind: &str) -> impl Iterator<Item = &'static str> {
    KINDS
        .iter()
        .filter(move |fact| fact.kind == kind)
        .map(|fact| fact.group)
}

const fn cluster(rank: u8, group: &'static str, kind: &'static str) -> Kind {
    Kind {
        group,
        kind,
        namespaced: false,
        rank,
    }
}

const fn namespaced(rank: u8, group: &'static str, kind: &'static str) -> Kind {
    Kind {
        group,
        kind,
        namespaced: true,
        rank,
    }
}

const ADMISSION: &str = "admissionregistration.k8s.io";
const AUTOSCALING: &str = "autoscaling";
const CERTS: &str = "cert-manager.io";
const CILIUM: &str = "cilium.io";
const ELBV2: &str = "elbv2.k8s.aws";
const EKS: &str = "eks.amazonaws.com";
const ESO: &str = "external-secrets.io";
const GATEWAY: &str = "gateway.networking.k8s.io";
const KARPENTER: &str = "karpenter.sh";
const MONITORING: &str = "monitoring.coreos.com";
const NETWORKING: &str = "networking.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";
const SNAPSHOT: &str = "snapshot.storage.k8s.io";
const STORAGE: &str = "storage.k8s.io";
const VELERO: &str = "velero.io";

/// Every kind of Kubernetes 1.29 and newer that may stand in Git, and the custom resources that platforms on EKS use.
static KINDS: &[Kind] = &[
    // What others are made of.
    cluster(0, "apiextensions.k8s.io", "CustomResourceDefinition"),
    cluster(1, "", "Namespace"),
    cluster(2, "scheduling.k8s.io", "PriorityClass"),
    cluster(2, "node.k8s.io", "RuntimeClass"),
    namespaced(3, "", "ResourceQuota"),
    namespaced(4, "", "LimitRange"),
    cluster(5, "flowcontrol.apiserver.k8s.io", "FlowSchema"),
    cluster(
        5,
        "flowcontrol.apiserver.k8s.io",
        "PriorityLevelConfiguration",
    ),
    // Classes and pools, parameters before the class that names them.
    cluster(10, STORAGE, "CSIDriver"),
    cluster(11, STORAGE, "StorageClass"),
    cluster(11, STORAGE, "VolumeAttributesClass"),
    cluster(12, SNAPSHOT, "VolumeSnapshotClass"),
    cluster(13, ELBV2, "IngressClassParams"),
    cluster(13, EKS, "IngressClassParams"),
    cluster(14, NETWORKING, "IngressClass"),
    namespaced(13, "gateway.k8s.aws", "LoadBalancerConfiguration"),
    namespaced(13, "gateway.k8s.aws", "TargetGroupConfiguration"),
    namespaced(13, "gateway.k8s.aws", "ListenerRuleConfiguration"),
    cluster(14, GATEWAY, "GatewayClass"),
    cluster(15, "karpenter.k8s.aws", "EC2NodeClass"),
    cluster(15, EKS, "NodeClass"),
    cluster(16, KARPENTER, "NodePool"),
    cluster(16, KARPENTER, "NodeOverlay"),
    cluster(17, "resource.k8s.io", "DeviceClass"),
    cluster(18, "crd.k8s.amazonaws.com", "ENIConfig"),
    namespaced(18, "vpcresources.k8s.aws", "SecurityGroupPolicy"),
    cluster(19, "operator.tigera.io", "Installation"),
    cluster(19, "operator.tigera.io", "APIServer"),
    // Identities and rights.
    namespaced(20, "", "ServiceAccount"),
    cluster(21, RBAC, "ClusterRole"),
    cluster(22, RBAC, "ClusterRoleBinding"),
    namespaced(23, RBAC, "Role"),
    namespaced(24, RBAC, "RoleBinding"),
    cluster(25, CERTS, "ClusterIssuer"),
    namespaced(25, CERTS, "Issuer"),
    namespaced(26, CERTS, "Certificate"),
    cluster(25, "trust.cert-manager.io", "Bundle"),
    // Secrets and configuration.
    cluster(28, ESO, "ClusterSecretStore"),
    namespaced(28, ESO, "SecretStore"),
    namespaced(28, "secrets-store.csi.x-k8s.io", "SecretProviderClass"),
    cluster(29, ESO, "ClusterExternalSecret"),
    namespaced(29, ESO, "ExternalSecret"),
    namespaced(29, ESO, "PushSecret"),
    namespaced(29, "bitnami.com", "SealedSecret"),
    namespaced(30, "", "Secret"),
    namespaced(31, "", "ConfigMap"),
    // Storage.
    cluster(32, "", "PersistentVolume"),
    cluster(33, SNAPSHOT, "VolumeSnapshotContent"),
    namespaced(34, SNAPSHOT, "VolumeSnapshot"),
    namespaced(35, "", "PersistentVolumeClaim"),
    namespaced(36, "resource.k8s.io", "ResourceClaimTemplate"),
    namespaced(36, "resource.k8s.io", "ResourceClaim"),
    // Who may talk to whom.
    namespaced(38, NETWORKING, "NetworkPolicy"),
    cluster(38, CILIUM, "CiliumClusterwideNetworkPolicy"),
    namespaced(38, CILIUM, "CiliumNetworkPolicy"),
    cluster(38, "projectcalico.org", "GlobalNetworkPolicy"),
    namespaced(38, "projectcalico.org", "NetworkPolicy"),
    // Services before the pods, so that the pods find them.
    namespaced(40, "", "Service"),
    namespaced(41, "", "Endpoints"),
    namespaced(41, "discovery.k8s.io", "EndpointSlice"),
    cluster(42, "apiregistration.k8s.io", "APIService"),
    // Workloads.
    namespaced(50, "", "Pod"),
    namespaced(50, "", "PodTemplate"),
    namespaced(50, "", "ReplicationController"),
    namespaced(50, "apps", "ControllerRevision"),
    namespaced(51, "apps", "DaemonSet"),
    namespaced(52, "apps", "StatefulSet"),
    namespaced(53, "apps", "ReplicaSet"),
    namespaced(54, "apps", "Deployment"),
    namespaced(54, "argoproj.io", "Rollout"),
    namespaced(55, "batch", "Job"),
    namespaced(56, "batch", "CronJob"),
    namespaced(57, MONITORING, "Prometheus"),
    namespaced(57, MONITORING, "PrometheusAgent"),
    namespaced(57, MONITORING, "Alertmanager"),
    namespaced(57, MONITORING, "ThanosRuler"),
    // What watches and scales workloads.
    cluster(59, "keda.sh", "ClusterTriggerAuthentication"),
    namespaced(59, "keda.sh", "TriggerAuthentication"),
    namespaced(60, "keda.sh", "ScaledJob"),
    namespaced(60, "keda.sh", "ScaledObject"),
    namespaced(61, AUTOSCALING, "HorizontalPodAutoscaler"),
    namespaced(61, "autoscaling.k8s.io", "VerticalPodAutoscaler"),
    namespaced(62, "policy", "PodDisruptionBudget"),
    namespaced(63, VELERO, "BackupStorageLocation"),
    namespaced(63, VELERO, "VolumeSnapshotLocation"),
    namespaced(64, VELERO, "Schedule"),
    // 65 is RANK_OF_OTHERS.
    namespaced(66, MONITORING, "AlertmanagerConfig"),
    namespaced(66, MONITORING, "ScrapeConfig"),
    namespaced(67, MONITORING, "PodMonitor"),
    namespaced(67, MONITORING, "ServiceMonitor"),
    namespaced(67, MONITORING, "Probe"),
    namespaced(68, MONITORING, "PrometheusRule"),
    // What faces the outside.
    namespaced(70, NETWORKING, "Ingress"),
    namespaced(71, ELBV2, "TargetGroupBinding"),
    namespaced(71, EKS, "TargetGroupBinding"),
    namespaced(72, GATEWAY, "Gateway"),
    namespaced(73, GATEWAY, "ReferenceGrant"),
    namespaced(73, GATEWAY, "GRPCRoute"),
    namespaced(73, GATEWAY, "HTTPRoute"),
    namespaced(73, GATEWAY, "TLSRoute"),
    namespaced(74, "externaldns.k8s.io", "DNSEndpoint"),
    // What reconciles a tree like this one.
    namespaced(80, "source.toolkit.fluxcd.io", "Bucket"),
    namespaced(80, "source.toolkit.fluxcd.io", "GitRepository"),
    namespaced(80, "source.toolkit.fluxcd.io", "HelmRepository"),
    namespaced(80, "source.toolkit.fluxcd.io", "HelmChart"),
    namespaced(80, "source.toolkit.fluxcd.io", "OCIRepository"),
    namespaced(81, "helm.toolkit.fluxcd.io", "HelmRelease"),
    namespaced(82, "kustomize.toolkit.fluxcd.io", "Kustomization"),
    namespaced(80, "argoproj.io", "AppProject"),
    namespaced(82, "argoproj.io", "Application"),
    namespaced(82, "argoproj.io", "ApplicationSet"),
    namespaced(83, "coordination.k8s.io", "Lease"),
    cluster(84, "certificates.k8s.io", "CertificateSigningRequest"),
    cluster(84, "certificates.k8s.io", "ClusterTrustBundle"),
    // Gates last: an object that they would refuse is there already.
    cluster(90, ADMISSION, "ValidatingAdmissionPolicy"),
    cluster(91, ADMISSION, "ValidatingAdmissionPolicyBinding"),
    cluster(90, ADMISSION, "MutatingAdmissionPolicy"),
    cluster(91, ADMISSION, "MutatingAdmissionPolicyBinding"),
    cluster(92, "kyverno.io", "ClusterPolicy"),
    namespaced(92, "kyverno.io", "Policy"),
    cluster(95, ADMISSION, "MutatingWebhookConfiguration"),
    cluster(95, ADMISSION, "ValidatingWebhookConfiguration"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_names_each_kind_once() {
        let names: BTreeSet<_> = KINDS.iter().map(|fact| (fact.group, fact.kind)).collect();
        assert_eq!(names.len(), KINDS.len());
        assert!(KINDS.iter().all(|fact| fact.rank < 100));
    }

    #[test]
    fn a_kind_is_found_in_its_group_only() {
        assert_eq!(
            kind_of("apps", "Deployment").map(|k| k.namespaced),
            Some(true)
        );
        assert_eq!(kind_of("", "Namespace").map(|k| k.namespaced), Some(false));
        assert_eq!(kind_of("", "Deployment"), None);
        assert_eq!(
            groups_of("Ingress").collect::<Vec<_>>(),
            ["networking.k8s.io"]
        );
    }

    #[test]
    fn ranks_follow_the_needs_of_objects() {
        let rank = |group, kind| kind_of(group, kind).map(|fact| fact.rank);
        let chain = [
            rank("apiextensions.k8s.io", "CustomResourceDefinition"),
            rank("", "Namespace"),
            rank("", "ServiceAccount"),
            rank("external-secrets.io", "SecretStore"),
            rank("external-secrets.io", "ExternalSecret"),
            rank("", "ConfigMap"),
            rank("", "Service"),
            rank("apps", "Deployment"),
            rank("autoscaling", "HorizontalPodAutoscaler"),
            rank("networking.k8s.io", "Ingress"),
        ];
        assert!(chain.is_sorted_by(|before, after| before.is_some() && before < after));
    }
}
