//! A table of the values that the API server gives absent fields, by type, as `pkg/apis/*/v1/defaults.go` says them.

use crate::yaml::Node;

use Usual::{Bool, Int, Text};

/// A value.
pub(super) enum Usual {
    Bool(bool),
    Int(i64),
    Text(&'static str),
}

impl Usual {
    /// Returns whether somebody wrote just that.
    pub(super) fn is(&self, stated: &Node) -> bool {
        match self {
            Bool(value) => stated.as_bool() == Some(*value),
            Int(value) => stated.as_int() == Some(*value),
            Text(value) => stated.as_str() == Some(value),
        }
    }
}

/// By type, sorted: fields and what an absent one is set to, or means without being set.
pub(super) const USUAL: &[(&str, &[(&str, Usual)])] = &[
    (
        "admissionregistration.v1.MatchResources",
        &[("matchPolicy", Text("Equivalent"))],
    ),
    (
        "admissionregistration.v1.MutatingWebhook",
        &[
            ("failurePolicy", Text("Fail")),
            ("matchPolicy", Text("Equivalent")),
            ("reinvocationPolicy", Text("Never")),
            ("timeoutSeconds", Int(10)),
        ],
    ),
    (
        "admissionregistration.v1.RuleWithOperations",
        &[("scope", Text("*"))],
    ),
    (
        "admissionregistration.v1.ServiceReference",
        &[("port", Int(443))],
    ),
    (
        "admissionregistration.v1.ValidatingAdmissionPolicySpec",
        &[("failurePolicy", Text("Fail"))],
    ),
    (
        "admissionregistration.v1.ValidatingWebhook",
        &[
            ("failurePolicy", Text("Fail")),
            ("matchPolicy", Text("Equivalent")),
            ("timeoutSeconds", Int(10)),
        ],
    ),
    (
        "apiextensions.v1.CustomResourceConversion",
        &[("strategy", Text("None"))],
    ),
    ("apiextensions.v1.ServiceReference", &[("port", Int(443))]),
    (
        "apps.v1.DaemonSetSpec",
        &[("revisionHistoryLimit", Int(10))],
    ),
    (
        "apps.v1.DaemonSetUpdateStrategy",
        &[("type", Text("RollingUpdate"))],
    ),
    (
        "apps.v1.DeploymentSpec",
        &[
            ("progressDeadlineSeconds", Int(600)),
            ("replicas", Int(1)),
            ("revisionHistoryLimit", Int(10)),
        ],
    ),
    (
        "apps.v1.DeploymentStrategy",
        &[("type", Text("RollingUpdate"))],
    ),
    ("apps.v1.ReplicaSetSpec", &[("replicas", Int(1))]),
    (
        "apps.v1.RollingUpdateDaemonSet",
        &[("maxSurge", Int(0)), ("maxUnavailable", Int(1))],
    ),
    (
        "apps.v1.RollingUpdateDeployment",
        &[("maxSurge", Text("25%")), ("maxUnavailable", Text("25%"))],
    ),
    (
        "apps.v1.RollingUpdateStatefulSetStrategy",
        &[("maxUnavailable", Int(1)), ("partition", Int(0))],
    ),
    (
        "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy",
        &[
            ("whenDeleted", Text("Retain")),
            ("whenScaled", Text("Retain")),
        ],
    ),
    (
        "apps.v1.StatefulSetSpec",
        &[
            ("podManagementPolicy", Text("OrderedReady")),
            ("replicas", Int(1)),
            ("revisionHistoryLimit", Int(10)),
        ],
    ),
    (
        "apps.v1.StatefulSetUpdateStrategy",
        &[("type", Text("RollingUpdate"))],
    ),
    (
        "autoscaling.v1.HorizontalPodAutoscalerSpec",
        &[("minReplicas", Int(1))],
    ),
    (
        "autoscaling.v2.HPAScalingRules",
        &[("selectPolicy", Text("Max"))],
    ),
    (
        "autoscaling.v2.HorizontalPodAutoscalerSpec",
        &[("minReplicas", Int(1))],
    ),
    (
        "batch.v1.CronJobSpec",
        &[
            ("concurrencyPolicy", Text("Allow")),
            ("failedJobsHistoryLimit", Int(1)),
            ("successfulJobsHistoryLimit", Int(3)),
            ("suspend", Bool(false)),
        ],
    ),
    (
        "batch.v1.JobSpec",
        &[
            ("completionMode", Text("NonIndexed")),
            ("manualSelector", Bool(false)),
            ("parallelism", Int(1)),
            ("suspend", Bool(false)),
        ],
    ),
    (
        "batch.v1.PodFailurePolicyOnPodConditionsPattern",
        &[("status", Text("True"))],
    ),
    ("core.v1.ClientIPConfig", &[("timeoutSeconds", Int(10_800))]),
    (
        "core.v1.ConfigMapVolumeSource",
        &[("defaultMode", Int(0o644))],
    ),
    (
        "core.v1.Container",
        &[
            ("terminationMessagePath", Text("/dev/termination-log")),
            ("terminationMessagePolicy", Text("File")),
        ],
    ),
    ("core.v1.ContainerPort", &[("protocol", Text("TCP"))]),
    (
        "core.v1.DownwardAPIVolumeSource",
        &[("defaultMode", Int(0o644))],
    ),
    ("core.v1.EndpointPort", &[("protocol", Text("TCP"))]),
    (
        "core.v1.HTTPGetAction",
        &[("path", Text("/")), ("scheme", Text("HTTP"))],
    ),
    ("core.v1.HostPathVolumeSource", &[("type", Text(""))]),
    ("core.v1.ObjectFieldSelector", &[("apiVersion", Text("v1"))]),
    (
        "core.v1.PersistentVolumeClaimSpec",
        &[("volumeMode", Text("Filesystem"))],
    ),
    (
        "core.v1.PersistentVolumeSpec",
        &[
            ("persistentVolumeReclaimPolicy", Text("Retain")),
            ("volumeMode", Text("Filesystem")),
        ],
    ),
    (
        "core.v1.PodSpec",
        &[
            ("dnsPolicy", Text("ClusterFirst")),
            ("restartPolicy", Text("Always")),
            ("schedulerName", Text("default-scheduler")),
            ("terminationGracePeriodSeconds", Int(30)),
        ],
    ),
    (
        "core.v1.Probe",
        &[
            ("failureThreshold", Int(3)),
            ("periodSeconds", Int(10)),
            ("successThreshold", Int(1)),
            ("timeoutSeconds", Int(1)),
        ],
    ),
    (
        "core.v1.ProjectedVolumeSource",
        &[("defaultMode", Int(0o644))],
    ),
    ("core.v1.ReplicationControllerSpec", &[("replicas", Int(1))]),
    ("core.v1.Secret", &[("type", Text("Opaque"))]),
    ("core.v1.SecretVolumeSource", &[("defaultMode", Int(0o644))]),
    (
        "core.v1.ServiceAccountTokenProjection",
        &[("expirationSeconds", Int(3600))],
    ),
    ("core.v1.ServicePort", &[("protocol", Text("TCP"))]),
    (
        "core.v1.ServiceSpec",
        &[
            ("sessionAffinity", Text("None")),
            ("type", Text("ClusterIP")),
        ],
    ),
    (
        "networking.v1.IngressClassParametersReference",
        &[("scope", Text("Cluster"))],
    ),
    (
        "networking.v1.NetworkPolicyPort",
        &[("protocol", Text("TCP"))],
    ),
    (
        "policy.v1.PodDisruptionBudgetSpec",
        &[("unhealthyPodEvictionPolicy", Text("IfHealthyBudget"))],
    ),
    (
        "rbac.v1.RoleRef",
        &[("apiGroup", Text("rbac.authorization.k8s.io"))],
    ),
    (
        "scheduling.v1.PriorityClass",
        &[("preemptionPolicy", Text("PreemptLowerPriority"))],
    ),
    (
        "storage.v1.CSIDriverSpec",
        &[
            ("attachRequired", Bool(true)),
            ("fsGroupPolicy", Text("ReadWriteOnceWithFSType")),
            ("podInfoOnMount", Bool(false)),
            ("requiresRepublish", Bool(false)),
            ("seLinuxMount", Bool(false)),
            ("storageCapacity", Bool(false)),
        ],
    ),
    (
        "storage.v1.StorageClass",
        &[
            ("reclaimPolicy", Text("Delete")),
            ("volumeBindingMode", Text("Immediate")),
        ],
    ),
];

/// By type, sorted: fields of which `false`, `0` and `""` are not stored at all, or mean the same as none outside of pods.
pub(super) const ZERO: &[(&str, &[&str])] = &[
    ("apps.v1.DaemonSetSpec", &["minReadySeconds"]),
    ("apps.v1.DeploymentSpec", &["minReadySeconds", "paused"]),
    ("apps.v1.ReplicaSetSpec", &["minReadySeconds"]),
    ("apps.v1.StatefulSetOrdinals", &["start"]),
    ("apps.v1.StatefulSetSpec", &["minReadySeconds"]),
    ("core.v1.ConfigMap", &["immutable"]),
    (
        "core.v1.Container",
        &["stdin", "stdinOnce", "tty", "workingDir"],
    ),
    ("core.v1.ContainerPort", &["hostIP", "hostPort", "name"]),
    ("core.v1.EmptyDirVolumeSource", &["medium"]),
    ("core.v1.EnvFromSource", &["prefix"]),
    ("core.v1.EnvVar", &["value"]),
    ("core.v1.PersistentVolumeClaimSpec", &["volumeName"]),
    ("core.v1.PersistentVolumeClaimVolumeSource", &["readOnly"]),
    (
        "core.v1.PodSpec",
        &[
            "hostIPC",
            "hostNetwork",
            "hostPID",
            "hostname",
            "nodeName",
            "priorityClassName",
            "serviceAccountName",
            "subdomain",
        ],
    ),
    ("core.v1.Probe", &["initialDelaySeconds"]),
    ("core.v1.Secret", &["immutable"]),
    ("core.v1.ServicePort", &["name", "nodePort"]),
    (
        "core.v1.ServiceSpec",
        &["externalName", "loadBalancerIP", "publishNotReadyAddresses"],
    ),
    ("core.v1.Toleration", &["effect", "key", "value"]),
    (
        "core.v1.VolumeMount",
        &["readOnly", "subPath", "subPathExpr"],
    ),
    (
        "scheduling.v1.PriorityClass",
        &["description", "globalDefault"],
    ),
    ("storage.v1.StorageClass", &["allowVolumeExpansion"]),
];

/// By type, sorted: maps that are there anyway, so that one of nothing but usual values says nothing.
pub(super) const WHOLE: &[(&str, &[&str])] = &[
    (
        "admissionregistration.v1.MatchResources",
        &["namespaceSelector", "objectSelector"],
    ),
    (
        "admissionregistration.v1.MutatingWebhook",
        &["namespaceSelector", "objectSelector"],
    ),
    (
        "admissionregistration.v1.ValidatingWebhook",
        &["namespaceSelector", "objectSelector"],
    ),
    (
        "apiextensions.v1.CustomResourceDefinitionSpec",
        &["conversion"],
    ),
    ("apps.v1.DaemonSetSpec", &["updateStrategy"]),
    ("apps.v1.DaemonSetUpdateStrategy", &["rollingUpdate"]),
    ("apps.v1.DeploymentSpec", &["strategy"]),
    ("apps.v1.DeploymentStrategy", &["rollingUpdate"]),
    (
        "apps.v1.StatefulSetSpec",
        &["persistentVolumeClaimRetentionPolicy", "updateStrategy"],
    ),
    ("apps.v1.StatefulSetUpdateStrategy", &["rollingUpdate"]),
    (
        "autoscaling.v2.HorizontalPodAutoscalerBehavior",
        &["scaleDown", "scaleUp"],
    ),
    ("batch.v1.JobTemplateSpec", &["metadata"]),
    ("core.v1.Container", &["resources"]),
    ("core.v1.PersistentVolumeClaimSpec", &["resources"]),
    ("core.v1.PodSpec", &["securityContext"]),
    ("core.v1.PodTemplateSpec", &["metadata"]),
    ("core.v1.ServiceSpec", &["sessionAffinityConfig"]),
    ("core.v1.SessionAffinityConfig", &["clientIP"]),
];
