//! A table of what published documents leave out: the values, bounds, needs and defaults of single fields of built-in types.
//!
//! Each section names the file of k8s.io/kubernetes 1.36 that decides. Only what a field may be by itself is here; what depends
//! on other fields is a rule. `""` is among the values of a field where the server takes it for an absent one. A value
//! that came after 1.29 is allowed in every minor version: to refuse it is left to the field that brought it.

use self::What::{Default, Needed, OneOf, Range};
use super::{Limits, Ref, Schema};
use crate::yaml::{NamedDefault, Node};

/// What is known of a field.
#[derive(Clone, Copy, Debug)]
enum What {
    /// The values that it takes, or that the elements of its list take.
    OneOf(&'static [&'static str]),
    /// The smallest and the largest number.
    Range(i64, i64),
    /// It must be there, and not be the empty text or list.
    Needed,
    /// The value that an absent field counts as where elements of a list are told apart.
    Default(&'static str),
}

/// Type, field, and what is known of it.
type Row = (&'static str, &'static str, What);

const MAX: i64 = i32::MAX as i64;
/// The largest that fits 64 bits: the field has a lower bound alone.
const ANY: i64 = i64::MAX;

const PROTOCOLS: What = OneOf(&["TCP", "UDP", "SCTP"]);
const PROTOCOLS_OR_NONE: What = OneOf(&["", "TCP", "UDP", "SCTP"]);
const PULL_POLICIES: What = OneOf(&["", "Always", "IfNotPresent", "Never"]);
const TERMINATION_MESSAGES: What = OneOf(&["", "File", "FallbackToLogsOnError"]);
const RESTART_OF_CONTAINERS: What = OneOf(&["Always", "Never", "OnFailure"]);
const ACCESS_MODES: What = OneOf(&[
    "ReadWriteOnce",
    "ReadOnlyMany",
    "ReadWriteMany",
    "ReadWriteOncePod",
]);
const VOLUME_MODES: What = OneOf(&["Block", "Filesystem"]);
const TAINT_EFFECTS: What = OneOf(&["NoSchedule", "PreferNoSchedule", "NoExecute"]);
const PROFILES: What = OneOf(&["Unconfined", "RuntimeDefault", "Localhost"]);
const NODE_POLICIES: What = OneOf(&["Ignore", "Honor"]);
const QUOTA_SCOPES: What = OneOf(&[
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
]);
const SET_OPERATORS: What = OneOf(&["In", "NotIn", "Exists", "DoesNotExist"]);
const RETENTION: What = OneOf(&["", "Retain", "Delete"]);
const PREEMPTION: What = OneOf(&["PreemptLowerPriority", "Never"]);
const FAIL_OR_IGNORE: What = OneOf(&["Ignore", "Fail"]);
const MATCH_POLICIES: What = OneOf(&["Exact", "Equivalent"]);
const SIDE_EFFECTS: What = OneOf(&["None", "NoneOnDryRun"]);
const REINVOCATION: What = OneOf(&["Never", "IfNeeded"]);
const OPERATIONS: What = OneOf(&["*", "CREATE", "UPDATE", "DELETE", "CONNECT"]);
const RULE_SCOPES: What = OneOf(&["Cluster", "Namespaced", "*"]);
const ROLE_KINDS: What = OneOf(&["ClusterRole", "Role"]);
const SUBJECT_KINDS: What = OneOf(&["ServiceAccount", "User", "Group"]);

const PORT: What = Range(1, 65_535);
const PORT_OR_NONE: What = Range(0, 65_535);
const NOT_NEGATIVE: What = Range(0, ANY);
const POSITIVE: What = Range(1, ANY);
const ID: What = Range(0, MAX);
const FILE_MODE: What = Range(0, 0o777);
const WEIGHT: What = Range(1, 100);

/// Sorted by type.
static TABLE: &[Row] = &[
    // pkg/apis/admissionregistration/validation/validation.go
    (
        "api.admissionregistration.v1.MatchResources",
        "matchPolicy",
        MATCH_POLICIES,
    ),
    (
        "api.admissionregistration.v1.MutatingAdmissionPolicySpec",
        "failurePolicy",
        FAIL_OR_IGNORE,
    ),
    (
        "api.admissionregistration.v1.MutatingAdmissionPolicySpec",
        "reinvocationPolicy",
        REINVOCATION,
    ),
    (
        "api.admissionregistration.v1.MutatingWebhook",
        "failurePolicy",
        FAIL_OR_IGNORE,
    ),
    (
        "api.admissionregistration.v1.MutatingWebhook",
        "matchPolicy",
        MATCH_POLICIES,
    ),
    (
        "api.admissionregistration.v1.MutatingWebhook",
        "reinvocationPolicy",
        REINVOCATION,
    ),
    (
        "api.admissionregistration.v1.MutatingWebhook",
        "sideEffects",
        SIDE_EFFECTS,
    ),
    (
        "api.admissionregistration.v1.MutatingWebhook",
        "timeoutSeconds",
        Range(1, 30),
    ),
    (
        "api.admissionregistration.v1.Mutation",
        "patchType",
        OneOf(&["ApplyConfiguration", "JSONPatch"]),
    ),
    (
        "api.admissionregistration.v1.NamedRuleWithOperations",
        "operations",
        OPERATIONS,
    ),
    (
        "api.admissionregistration.v1.NamedRuleWithOperations",
        "scope",
        RULE_SCOPES,
    ),
    (
        "api.admissionregistration.v1.ParamRef",
        "parameterNotFoundAction",
        OneOf(&["Allow", "Deny"]),
    ),
    (
        "api.admissionregistration.v1.RuleWithOperations",
        "operations",
        OPERATIONS,
    ),
    (
        "api.admissionregistration.v1.RuleWithOperations",
        "scope",
        RULE_SCOPES,
    ),
    (
        "api.admissionregistration.v1.ServiceReference",
        "port",
        PORT,
    ),
    (
        "api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec",
        "validationActions",
        OneOf(&["Deny", "Warn", "Audit"]),
    ),
    (
        "api.admissionregistration.v1.ValidatingAdmissionPolicySpec",
        "failurePolicy",
        FAIL_OR_IGNORE,
    ),
    (
        "api.admissionregistration.v1.ValidatingWebhook",
        "failurePolicy",
        FAIL_OR_IGNORE,
    ),
    (
        "api.admissionregistration.v1.ValidatingWebhook",
        "matchPolicy",
        MATCH_POLICIES,
    ),
    (
        "api.admissionregistration.v1.ValidatingWebhook",
        "sideEffects",
        SIDE_EFFECTS,
    ),
    (
        "api.admissionregistration.v1.ValidatingWebhook",
        "timeoutSeconds",
        Range(1, 30),
    ),
    (
        "api.admissionregistration.v1.Validation",
        "reason",
        OneOf(&[
            "Unauthorized",
            "Forbidden",
            "Invalid",
            "RequestEntityTooLarge",
        ]),
    ),
    // pkg/apis/apps/validation/validation.go
    ("api.apps.v1.ControllerRevision", "data", Needed),
    ("api.apps.v1.ControllerRevision", "revision", NOT_NEGATIVE),
    ("api.apps.v1.DaemonSetSpec", "minReadySeconds", NOT_NEGATIVE),
    (
        "api.apps.v1.DaemonSetSpec",
        "revisionHistoryLimit",
        NOT_NEGATIVE,
    ),
    (
        "api.apps.v1.DaemonSetUpdateStrategy",
        "type",
        OneOf(&["", "RollingUpdate", "OnDelete"]),
    ),
    (
        "api.apps.v1.DeploymentSpec",
        "minReadySeconds",
        NOT_NEGATIVE,
    ),
    (
        "api.apps.v1.DeploymentSpec",
        "progressDeadlineSeconds",
        NOT_NEGATIVE,
    ),
    ("api.apps.v1.DeploymentSpec", "replicas", NOT_NEGATIVE),
    (
        "api.apps.v1.DeploymentSpec",
        "revisionHistoryLimit",
        NOT_NEGATIVE,
    ),
    (
        "api.apps.v1.DeploymentStrategy",
        "type",
        OneOf(&["", "Recreate", "RollingUpdate"]),
    ),
    (
        "api.apps.v1.ReplicaSetSpec",
        "minReadySeconds",
        NOT_NEGATIVE,
    ),
    ("api.apps.v1.ReplicaSetSpec", "replicas", NOT_NEGATIVE),
    (
        "api.apps.v1.RollingUpdateStatefulSetStrategy",
        "partition",
        NOT_NEGATIVE,
    ),
    ("api.apps.v1.StatefulSetOrdinals", "start", NOT_NEGATIVE),
    (
        "api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy",
        "whenDeleted",
        RETENTION,
    ),
    (
        "api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy",
        "whenScaled",
        RETENTION,
    ),
    (
        "api.apps.v1.StatefulSetSpec",
        "minReadySeconds",
        NOT_NEGATIVE,
    ),
    (
        "api.apps.v1.StatefulSetSpec",
        "podManagementPolicy",
        OneOf(&["", "OrderedReady", "Parallel"]),
    ),
    ("api.apps.v1.StatefulSetSpec", "replicas", NOT_NEGATIVE),
    (
        "api.apps.v1.StatefulSetUpdateStrategy",
        "type",
        OneOf(&["", "RollingUpdate", "OnDelete", "Recreate"]),
    ),
    // pkg/apis/autoscaling/validation/validation.go
    (
        "api.autoscaling.v1.HorizontalPodAutoscalerSpec",
        "maxReplicas",
        POSITIVE,
    ),
    (
        "api.autoscaling.v1.HorizontalPodAutoscalerSpec",
        "minReplicas",
        NOT_NEGATIVE,
    ),
    (
        "api.autoscaling.v1.HorizontalPodAutoscalerSpec",
        "targetCPUUtilizationPercentage",
        POSITIVE,
    ),
    (
        "api.autoscaling.v2.HPAScalingPolicy",
        "periodSeconds",
        Range(1, 1_800),
    ),
    (
        "api.autoscaling.v2.HPAScalingPolicy",
        "periodSeconds",
        Needed,
    ),
    (
        "api.autoscaling.v2.HPAScalingPolicy",
        "type",
        OneOf(&["Pods", "Percent"]),
    ),
    ("api.autoscaling.v2.HPAScalingPolicy", "type", Needed),
    ("api.autoscaling.v2.HPAScalingPolicy", "value", POSITIVE),
    ("api.autoscaling.v2.HPAScalingPolicy", "value", Needed),
    (
        "api.autoscaling.v2.HPAScalingRules",
        "selectPolicy",
        OneOf(&["Max", "Min", "Disabled"]),
    ),
    (
        "api.autoscaling.v2.HPAScalingRules",
        "stabilizationWindowSeconds",
        Range(0, 3_600),
    ),
    (
        "api.autoscaling.v2.HorizontalPodAutoscalerSpec",
        "maxReplicas",
        POSITIVE,
    ),
    (
        "api.autoscaling.v2.HorizontalPodAutoscalerSpec",
        "minReplicas",
        NOT_NEGATIVE,
    ),
    (
        "api.autoscaling.v2.MetricSpec",
        "type",
        OneOf(&[
            "Object",
            "Pods",
            "Resource",
            "ContainerResource",
            "External",
        ]),
    ),
    (
        "api.autoscaling.v2.MetricTarget",
        "averageUtilization",
        POSITIVE,
    ),
    (
        "api.autoscaling.v2.MetricTarget",
        "type",
        OneOf(&["Utilization", "Value", "AverageValue"]),
    ),
    // pkg/apis/batch/validation/validation.go
    (
        "api.batch.v1.CronJobSpec",
        "concurrencyPolicy",
        OneOf(&["", "Allow", "Forbid", "Replace"]),
    ),
    (
        "api.batch.v1.CronJobSpec",
        "failedJobsHistoryLimit",
        NOT_NEGATIVE,
    ),
    (
        "api.batch.v1.CronJobSpec",
        "startingDeadlineSeconds",
        NOT_NEGATIVE,
    ),
    (
        "api.batch.v1.CronJobSpec",
        "successfulJobsHistoryLimit",
        NOT_NEGATIVE,
    ),
    (
        "api.batch.v1.JobSpec",
        "activeDeadlineSeconds",
        NOT_NEGATIVE,
    ),
    ("api.batch.v1.JobSpec", "backoffLimit", NOT_NEGATIVE),
    ("api.batch.v1.JobSpec", "backoffLimitPerIndex", NOT_NEGATIVE),
    (
        "api.batch.v1.JobSpec",
        "completionMode",
        OneOf(&["NonIndexed", "Indexed"]),
    ),
    ("api.batch.v1.JobSpec", "completions", NOT_NEGATIVE),
    ("api.batch.v1.JobSpec", "maxFailedIndexes", NOT_NEGATIVE),
    ("api.batch.v1.JobSpec", "parallelism", NOT_NEGATIVE),
    (
        "api.batch.v1.JobSpec",
        "podReplacementPolicy",
        OneOf(&["TerminatingOrFailed", "Failed"]),
    ),
    (
        "api.batch.v1.JobSpec",
        "ttlSecondsAfterFinished",
        NOT_NEGATIVE,
    ),
    (
        "api.batch.v1.PodFailurePolicyOnExitCodesRequirement",
        "operator",
        OneOf(&["In", "NotIn"]),
    ),
    (
        "api.batch.v1.PodFailurePolicyOnPodConditionsPattern",
        "status",
        OneOf(&["", "True", "False", "Unknown"]),
    ),
    (
        "api.batch.v1.PodFailurePolicyRule",
        "action",
        OneOf(&["FailJob", "FailIndex", "Ignore", "Count"]),
    ),
    // pkg/apis/certificates/validation/validation.go
    (
        "api.certificates.v1.CertificateSigningRequestSpec",
        "expirationSeconds",
        Range(600, ANY),
    ),
    (
        "api.certificates.v1.CertificateSigningRequestSpec",
        "usages",
        OneOf(&[
            "signing",
            "digital signature",
            "content commitment",
            "key encipherment",
            "key agreement",
            "data encipherment",
            "cert sign",
            "crl sign",
            "encipher only",
            "decipher only",
            "any",
            "server auth",
            "client auth",
            "code signing",
            "email protection",
            "s/mime",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "timestamping",
            "ocsp signing",
            "microsoft sgc",
            "netscape sgc",
        ]),
    ),
    // pkg/apis/coordination/validation/validation.go
    (
        "api.coordination.v1.LeaseSpec",
        "leaseDurationSeconds",
        POSITIVE,
    ),
    (
        "api.coordination.v1.LeaseSpec",
        "leaseTransitions",
        NOT_NEGATIVE,
    ),
    // pkg/apis/core/validation/validation.go
    ("api.core.v1.AppArmorProfile", "type", PROFILES),
    (
        "api.core.v1.AzureDiskVolumeSource",
        "cachingMode",
        OneOf(&["None", "ReadOnly", "ReadWrite"]),
    ),
    (
        "api.core.v1.AzureDiskVolumeSource",
        "kind",
        OneOf(&["Shared", "Dedicated", "Managed"]),
    ),
    (
        "api.core.v1.ClientIPConfig",
        "timeoutSeconds",
        Range(1, 86_400),
    ),
    (
        "api.core.v1.ConfigMapVolumeSource",
        "defaultMode",
        FILE_MODE,
    ),
    ("api.core.v1.Container", "imagePullPolicy", PULL_POLICIES),
    (
        "api.core.v1.Container",
        "restartPolicy",
        RESTART_OF_CONTAINERS,
    ),
    (
        "api.core.v1.Container",
        "terminationMessagePolicy",
        TERMINATION_MESSAGES,
    ),
    ("api.core.v1.ContainerPort", "containerPort", PORT),
    ("api.core.v1.ContainerPort", "hostPort", PORT_OR_NONE),
    ("api.core.v1.ContainerPort", "protocol", PROTOCOLS_OR_NONE),
    ("api.core.v1.ContainerPort", "protocol", Default("TCP")),
    (
        "api.core.v1.ContainerResizePolicy",
        "resourceName",
        OneOf(&["cpu", "memory"]),
    ),
    (
        "api.core.v1.ContainerResizePolicy",
        "restartPolicy",
        OneOf(&["NotRequired", "RestartContainer"]),
    ),
    (
        "api.core.v1.ContainerRestartRule",
        "action",
        OneOf(&["Restart", "RestartAllContainers"]),
    ),
    ("api.core.v1.ContainerRestartRule", "action", Needed),
    (
        "api.core.v1.ContainerRestartRuleOnExitCodes",
        "operator",
        OneOf(&["In", "NotIn"]),
    ),
    (
        "api.core.v1.ContainerRestartRuleOnExitCodes",
        "operator",
        Needed,
    ),
    ("api.core.v1.DownwardAPIVolumeFile", "mode", FILE_MODE),
    (
        "api.core.v1.DownwardAPIVolumeSource",
        "defaultMode",
        FILE_MODE,
    ),
    ("api.core.v1.EndpointPort", "port", PORT),
    ("api.core.v1.EndpointPort", "port", Needed),
    ("api.core.v1.EndpointPort", "protocol", PROTOCOLS_OR_NONE),
    (
        "api.core.v1.EphemeralContainer",
        "imagePullPolicy",
        PULL_POLICIES,
    ),
    (
        "api.core.v1.EphemeralContainer",
        "terminationMessagePolicy",
        TERMINATION_MESSAGES,
    ),
    ("api.core.v1.FCVolumeSource", "lun", Range(0, 255)),
    ("api.core.v1.GRPCAction", "port", PORT),
    ("api.core.v1.HTTPGetAction", "port", PORT),
    (
        "api.core.v1.HTTPGetAction",
        "scheme",
        OneOf(&["", "HTTP", "HTTPS"]),
    ),
    (
        "api.core.v1.HostPathVolumeSource",
        "type",
        OneOf(&[
            "",
            "DirectoryOrCreate",
            "Directory",
            "FileOrCreate",
            "File",
            "Socket",
            "CharDevice",
            "BlockDevice",
        ]),
    ),
    (
        "api.core.v1.ISCSIPersistentVolumeSource",
        "lun",
        Range(0, 255),
    ),
    ("api.core.v1.ISCSIVolumeSource", "lun", Range(0, 255)),
    ("api.core.v1.ImageVolumeSource", "pullPolicy", PULL_POLICIES),
    ("api.core.v1.KeyToPath", "mode", FILE_MODE),
    (
        "api.core.v1.NodeSelectorRequirement",
        "operator",
        OneOf(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    ),
    (
        "api.core.v1.PersistentVolumeClaimSpec",
        "accessModes",
        ACCESS_MODES,
    ),
    (
        "api.core.v1.PersistentVolumeClaimSpec",
        "volumeMode",
        VOLUME_MODES,
    ),
    (
        "api.core.v1.PersistentVolumeSpec",
        "accessModes",
        ACCESS_MODES,
    ),
    (
        "api.core.v1.PersistentVolumeSpec",
        "persistentVolumeReclaimPolicy",
        OneOf(&["", "Delete", "Recycle", "Retain"]),
    ),
    (
        "api.core.v1.PersistentVolumeSpec",
        "volumeMode",
        VOLUME_MODES,
    ),
    ("api.core.v1.PodOS", "name", OneOf(&["linux", "windows"])),
    ("api.core.v1.PodSecurityContext", "fsGroup", ID),
    (
        "api.core.v1.PodSecurityContext",
        "fsGroupChangePolicy",
        OneOf(&["OnRootMismatch", "Always"]),
    ),
    ("api.core.v1.PodSecurityContext", "runAsGroup", ID),
    ("api.core.v1.PodSecurityContext", "runAsUser", ID),
    (
        "api.core.v1.PodSecurityContext",
        "seLinuxChangePolicy",
        OneOf(&["Recursive", "MountOption"]),
    ),
    ("api.core.v1.PodSecurityContext", "supplementalGroups", ID),
    (
        "api.core.v1.PodSecurityContext",
        "supplementalGroupsPolicy",
        OneOf(&["Merge", "Strict"]),
    ),
    (
        "api.core.v1.PodSpec",
        "activeDeadlineSeconds",
        Range(1, MAX),
    ),
    (
        "api.core.v1.PodSpec",
        "dnsPolicy",
        OneOf(&[
            "",
            "ClusterFirst",
            "ClusterFirstWithHostNet",
            "Default",
            "None",
        ]),
    ),
    ("api.core.v1.PodSpec", "preemptionPolicy", PREEMPTION),
    (
        "api.core.v1.PodSpec",
        "restartPolicy",
        OneOf(&["", "Always", "OnFailure", "Never"]),
    ),
    ("api.core.v1.PreferredSchedulingTerm", "weight", WEIGHT),
    ("api.core.v1.Probe", "failureThreshold", NOT_NEGATIVE),
    ("api.core.v1.Probe", "initialDelaySeconds", NOT_NEGATIVE),
    ("api.core.v1.Probe", "periodSeconds", NOT_NEGATIVE),
    ("api.core.v1.Probe", "successThreshold", NOT_NEGATIVE),
    (
        "api.core.v1.Probe",
        "terminationGracePeriodSeconds",
        POSITIVE,
    ),
    ("api.core.v1.Probe", "timeoutSeconds", NOT_NEGATIVE),
    (
        "api.core.v1.ProjectedVolumeSource",
        "defaultMode",
        FILE_MODE,
    ),
    (
        "api.core.v1.ReplicationControllerSpec",
        "minReadySeconds",
        NOT_NEGATIVE,
    ),
    (
        "api.core.v1.ReplicationControllerSpec",
        "replicas",
        NOT_NEGATIVE,
    ),
    ("api.core.v1.ResourceQuotaSpec", "scopes", QUOTA_SCOPES),
    (
        "api.core.v1.ScopedResourceSelectorRequirement",
        "operator",
        SET_OPERATORS,
    ),
    (
        "api.core.v1.ScopedResourceSelectorRequirement",
        "scopeName",
        QUOTA_SCOPES,
    ),
    ("api.core.v1.SeccompProfile", "type", PROFILES),
    ("api.core.v1.SecretVolumeSource", "defaultMode", FILE_MODE),
    (
        "api.core.v1.SecurityContext",
        "procMount",
        OneOf(&["Default", "Unmasked"]),
    ),
    ("api.core.v1.SecurityContext", "runAsGroup", ID),
    ("api.core.v1.SecurityContext", "runAsUser", ID),
    (
        "api.core.v1.ServiceAccountTokenProjection",
        "expirationSeconds",
        Range(600, 1 << 32),
    ),
    ("api.core.v1.ServicePort", "port", PORT),
    ("api.core.v1.ServicePort", "port", Needed),
    ("api.core.v1.ServicePort", "protocol", PROTOCOLS_OR_NONE),
    ("api.core.v1.ServicePort", "protocol", Default("TCP")),
    ("api.core.v1.ServicePort", "targetPort", PORT_OR_NONE),
    (
        "api.core.v1.ServiceSpec",
        "externalTrafficPolicy",
        OneOf(&["", "Cluster", "Local"]),
    ),
    (
        "api.core.v1.ServiceSpec",
        "healthCheckNodePort",
        NOT_NEGATIVE,
    ),
    (
        "api.core.v1.ServiceSpec",
        "internalTrafficPolicy",
        OneOf(&["Cluster", "Local"]),
    ),
    (
        "api.core.v1.ServiceSpec",
        "ipFamilies",
        OneOf(&["IPv4", "IPv6"]),
    ),
    (
        "api.core.v1.ServiceSpec",
        "ipFamilyPolicy",
        OneOf(&["SingleStack", "PreferDualStack", "RequireDualStack"]),
    ),
    (
        "api.core.v1.ServiceSpec",
        "sessionAffinity",
        OneOf(&["", "ClientIP", "None"]),
    ),
    (
        "api.core.v1.ServiceSpec",
        "type",
        OneOf(&["", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
    ),
    ("api.core.v1.TCPSocketAction", "port", PORT),
    ("api.core.v1.Taint", "effect", TAINT_EFFECTS),
    (
        "api.core.v1.Toleration",
        "effect",
        OneOf(&["", "NoSchedule", "PreferNoSchedule", "NoExecute"]),
    ),
    (
        "api.core.v1.Toleration",
        "operator",
        OneOf(&["", "Exists", "Equal", "Lt", "Gt"]),
    ),
    ("api.core.v1.TopologySpreadConstraint", "maxSkew", POSITIVE),
    (
        "api.core.v1.TopologySpreadConstraint",
        "minDomains",
        POSITIVE,
    ),
    (
        "api.core.v1.TopologySpreadConstraint",
        "nodeAffinityPolicy",
        NODE_POLICIES,
    ),
    (
        "api.core.v1.TopologySpreadConstraint",
        "nodeTaintsPolicy",
        NODE_POLICIES,
    ),
    (
        "api.core.v1.TopologySpreadConstraint",
        "whenUnsatisfiable",
        OneOf(&["DoNotSchedule", "ScheduleAnyway"]),
    ),
    (
        "api.core.v1.VolumeMount",
        "mountPropagation",
        OneOf(&["None", "HostToContainer", "Bidirectional"]),
    ),
    (
        "api.core.v1.VolumeMount",
        "recursiveReadOnly",
        OneOf(&["Disabled", "IfPossible", "Enabled"]),
    ),
    ("api.core.v1.WeightedPodAffinityTerm", "weight", WEIGHT),
    // pkg/apis/discovery/validation/validation.go
    ("api.discovery.v1.EndpointPort", "protocol", PROTOCOLS),
    (
        "api.discovery.v1.EndpointSlice",
        "addressType",
        OneOf(&["IPv4", "IPv6", "FQDN"]),
    ),
    ("api.discovery.v1.EndpointSlice", "addressType", Needed),
    // pkg/apis/flowcontrol/validation/validation.go
    (
        "api.flowcontrol.v1.FlowDistinguisherMethod",
        "type",
        OneOf(&["ByUser", "ByNamespace"]),
    ),
    ("api.flowcontrol.v1.FlowDistinguisherMethod", "type", Needed),
    (
        "api.flowcontrol.v1.FlowSchemaSpec",
        "matchingPrecedence",
        Range(0, 10_000),
    ),
    (
        "api.flowcontrol.v1.LimitResponse",
        "type",
        OneOf(&["Queue", "Reject"]),
    ),
    (
        "api.flowcontrol.v1.PriorityLevelConfigurationSpec",
        "type",
        OneOf(&["Exempt", "Limited"]),
    ),
    (
        "api.flowcontrol.v1.PriorityLevelConfigurationSpec",
        "type",
        Needed,
    ),
    ("api.flowcontrol.v1.Subject", "kind", SUBJECT_KINDS),
    // pkg/apis/networking/validation/validation.go
    (
        "api.networking.v1.HTTPIngressPath",
        "pathType",
        OneOf(&["Exact", "Prefix", "ImplementationSpecific"]),
    ),
    (
        "api.networking.v1.IngressClassParametersReference",
        "scope",
        OneOf(&["Cluster", "Namespace"]),
    ),
    ("api.networking.v1.NetworkPolicyPort", "endPort", PORT),
    ("api.networking.v1.NetworkPolicyPort", "port", PORT),
    ("api.networking.v1.NetworkPolicyPort", "protocol", PROTOCOLS),
    (
        "api.networking.v1.NetworkPolicySpec",
        "policyTypes",
        OneOf(&["Ingress", "Egress"]),
    ),
    (
        "api.networking.v1.ServiceBackendPort",
        "number",
        PORT_OR_NONE,
    ),
    // pkg/apis/policy/validation/validation.go
    (
        "api.policy.v1.PodDisruptionBudgetSpec",
        "unhealthyPodEvictionPolicy",
        OneOf(&["IfHealthyBudget", "AlwaysAllow"]),
    ),
    // pkg/apis/rbac/validation/validation.go
    ("api.rbac.v1.RoleRef", "kind", ROLE_KINDS),
    ("api.rbac.v1.Subject", "kind", SUBJECT_KINDS),
    // pkg/apis/resource/validation/validation.go
    (
        "api.resource.v1.DeviceSubRequest",
        "allocationMode",
        OneOf(&["", "ExactCount", "All"]),
    ),
    (
        "api.resource.v1.DeviceToleration",
        "effect",
        OneOf(&["", "None", "NoSchedule", "NoExecute"]),
    ),
    (
        "api.resource.v1.DeviceToleration",
        "operator",
        OneOf(&["", "Exists", "Equal"]),
    ),
    (
        "api.resource.v1.ExactDeviceRequest",
        "allocationMode",
        OneOf(&["", "ExactCount", "All"]),
    ),
    // pkg/apis/scheduling/validation/validation.go
    (
        "api.scheduling.v1.PriorityClass",
        "preemptionPolicy",
        PREEMPTION,
    ),
    // pkg/apis/storage/validation/validation.go
    (
        "api.storage.v1.CSIDriverSpec",
        "fsGroupPolicy",
        OneOf(&["ReadWriteOnceWithFSType", "File", "None"]),
    ),
    (
        "api.storage.v1.CSIDriverSpec",
        "volumeLifecycleModes",
        OneOf(&["Persistent", "Ephemeral"]),
    ),
    (
        "api.storage.v1.StorageClass",
        "reclaimPolicy",
        OneOf(&["Delete", "Retain"]),
    ),
    (
        "api.storage.v1.StorageClass",
        "volumeBindingMode",
        OneOf(&["Immediate", "WaitForFirstConsumer"]),
    ),
    // staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
    (
        "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion",
        "strategy",
        OneOf(&["None", "Webhook"]),
    ),
    (
        "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec",
        "scope",
        OneOf(&["Cluster", "Namespaced"]),
    ),
    (
        "apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule",
        "reason",
        OneOf(&[
            "FieldValueRequired",
            "FieldValueDuplicate",
            "FieldValueInvalid",
            "FieldValueForbidden",
        ]),
    ),
    // staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go
    (
        "apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement",
        "operator",
        SET_OPERATORS,
    ),
];

/// Adds to a type what the table knows of its fields.
pub(super) fn refine(schema: &mut Schema) {
    let Some(name) = schema.name.and_then(|name| name.strip_prefix("io.k8s.")) else {
        return;
    };
    let start = TABLE.partition_point(|(ty, ..)| *ty < name);
    let rows = TABLE.get(start..).unwrap_or_default();
    for (_, field, what) in rows.iter().take_while(|(ty, ..)| *ty == name) {
        if matches!(what, Needed) {
            let mut required = std::mem::take(&mut schema.required).into_vec();
            required.push((*field).into());
            schema.required = required.into();
            continue;
        }
        let properties = schema.properties.iter_mut();
        for property in properties.filter(|property| property.name == *field) {
            let mut refined = (*property.schema).clone();
            match &mut refined.items {
                Some(items) => {
                    let mut item = (**items).clone();
                    add(*what, &mut item);
                    *items = Ref::from(item);
                }
                None => add(*what, &mut refined),
            }
            property.schema = Ref::from(refined);
        }
    }
}

fn add(what: What, schema: &mut Schema) {
    static API_SERVER: NamedDefault = NamedDefault {
        id: "api-server",
        what: "what the API server takes an absent field for",
        why: "",
        source: "",
        field: "",
    };
    let text = |text: &str| Node::literal(text, &API_SERVER);
    let limits = schema.limits.get_or_insert_with(Box::<Limits>::default);
    match what {
        OneOf(values) => limits.one_of = values.iter().map(|value| text(value)).collect(),
        Range(least, most) => {
            limits.minimum = Some(least as f64);
            limits.maximum = (most != ANY).then_some(most as f64);
        }
        Needed => {}
        Default(value) => schema.default = Some(Box::new(text(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Definition, Type};
    use super::*;

    #[test]
    fn every_row_is_sorted_and_names_a_field() {
        assert!(TABLE.is_sorted_by_key(|(ty, field, _)| (ty, field)));
        for (ty, field, what) in TABLE {
            let schema = Definition::named(&format!("io.k8s.{ty}")).map(Definition::schema);
            let Some(schema) = schema else {
                panic!("{ty} is no type")
            };
            let property = schema
                .properties
                .iter()
                .find(|property| property.name == *field);
            let Some(property) = property else {
                panic!("{ty} has no field {field}")
            };
            let of = property.schema.items.as_ref().unwrap_or(&property.schema);
            let fits = match what {
                Needed => schema.required.iter().any(|name| name == field),
                OneOf(_) | Default(_) => of.ty == Type::String,
                Range(..) => matches!(of.ty, Type::Integer | Type::IntOrString),
            };
            assert!(fits, "{ty}.{field} is {:?}", of.ty);
            assert!(
                of.limits.is_some() || matches!(what, Needed),
                "{ty}.{field}"
            );
        }
    }
}
