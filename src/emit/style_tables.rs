//! The customary order of keys. A table of data: for each place, its keys in order and what is below them.

/// The keys of one place.
pub(super) struct Table {
    /// The keys in order.
    pub(super) fields: &'static [(&'static str, Next)],
    /// Whether it is the `metadata` of something.
    pub(super) is_metadata: bool,
    /// Whether it is a container.
    pub(super) is_container: bool,
}

/// What is below a key.
#[derive(Clone, Copy)]
pub(super) enum Next {
    /// Nothing that is known here.
    Plain,
    /// A map.
    Map(&'static Table),
    /// A list of maps.
    List(&'static Table),
    /// A quantity.
    Quantity,
    /// A map of quantities.
    Quantities,
}

impl Table {
    /// Returns the position of a key; behind all known ones if it is not known.
    pub(super) fn position(&self, key: &str) -> usize {
        let known = self.fields.iter().position(|(name, _)| *name == key);
        known.unwrap_or(self.fields.len())
    }
}

const fn table(fields: &'static [(&'static str, Next)]) -> Table {
    Table {
        fields,
        is_metadata: false,
        is_container: false,
    }
}

use Next::{List, Map, Plain, Quantities, Quantity};

/// An object.
pub(super) static ROOT: Table = table(&[
    ("apiVersion", Plain),
    ("kind", Plain),
    ("metadata", Map(&METADATA)),
    ("type", Plain),
    ("immutable", Plain),
    ("automountServiceAccountToken", Plain),
    ("provisioner", Plain),
    ("driver", Plain),
    ("deletionPolicy", Plain),
    ("value", Plain),
    ("roleRef", Map(&REFERENCE)),
    ("subjects", List(&REFERENCE)),
    ("rules", List(&RULE)),
    ("webhooks", Plain),
    ("parameters", Plain),
    ("reclaimPolicy", Plain),
    ("volumeBindingMode", Plain),
    ("allowVolumeExpansion", Plain),
    ("template", Map(&POD_TEMPLATE)),
    ("spec", Map(&SPEC)),
    ("data", Plain),
    ("stringData", Plain),
    ("binaryData", Plain),
    ("status", Plain),
]);

static METADATA: Table = Table {
    fields: &[
        ("name", Plain),
        ("generateName", Plain),
        ("namespace", Plain),
        ("labels", Plain),
        ("annotations", Plain),
        ("finalizers", Plain),
        ("ownerReferences", Plain),
    ],
    is_metadata: true,
    is_container: false,
};

/// A reference to an object, or a subject.
static REFERENCE: Table = table(&[
    ("apiGroup", Plain),
    ("apiVersion", Plain),
    ("group", Plain),
    ("kind", Plain),
    ("name", Plain),
    ("namespace", Plain),
]);

/// A rule of a Role.
static RULE: Table = table(&[
    ("apiGroups", Plain),
    ("resources", Plain),
    ("resourceNames", Plain),
    ("nonResourceURLs", Plain),
    ("verbs", Plain),
]);

/// `spec` of every kind. Kinds hardly share keys, and where they do the order is the same; one table serves them all.
static SPEC: Table = table(&[
    // Custom resource definitions and classes.
    ("group", Plain),
    ("controller", Plain),
    ("scope", Plain),
    ("names", Plain),
    ("parameters", Map(&REFERENCE)),
    ("namespaceSelector", Plain),
    // Scalers.
    ("scaleTargetRef", Map(&REFERENCE)),
    ("minReplicas", Plain),
    ("maxReplicas", Plain),
    ("pollingInterval", Plain),
    ("cooldownPeriod", Plain),
    ("idleReplicaCount", Plain),
    ("minReplicaCount", Plain),
    ("maxReplicaCount", Plain),
    ("metrics", List(&METRIC)),
    ("behavior", Plain),
    ("triggers", Plain),
    // Scheduled jobs.
    ("schedule", Plain),
    ("timeZone", Plain),
    ("concurrencyPolicy", Plain),
    ("startingDeadlineSeconds", Plain),
    ("suspend", Plain),
    ("successfulJobsHistoryLimit", Plain),
    ("failedJobsHistoryLimit", Plain),
    ("jobTemplate", Map(&JOB_TEMPLATE)),
    // Jobs.
    ("parallelism", Plain),
    ("completions", Plain),
    ("completionMode", Plain),
    ("activeDeadlineSeconds", Plain),
    ("backoffLimit", Plain),
    ("ttlSecondsAfterFinished", Plain),
    // Workloads.
    ("serviceName", Plain),
    ("replicas", Plain),
    ("revisionHistoryLimit", Plain),
    ("progressDeadlineSeconds", Plain),
    ("minReadySeconds", Plain),
    ("podManagementPolicy", Plain),
    ("ordinals", Plain),
    ("strategy", Map(&STRATEGY)),
    ("updateStrategy", Map(&STRATEGY)),
    ("persistentVolumeClaimRetentionPolicy", Plain),
    // Services.
    ("type", Plain),
    ("clusterIP", Plain),
    ("clusterIPs", Plain),
    ("externalName", Plain),
    ("loadBalancerClass", Plain),
    ("externalTrafficPolicy", Plain),
    ("internalTrafficPolicy", Plain),
    ("trafficDistribution", Plain),
    ("publishNotReadyAddresses", Plain),
    ("ipFamilyPolicy", Plain),
    ("ipFamilies", Plain),
    // Disruption budgets.
    ("minAvailable", Plain),
    ("maxUnavailable", Plain),
    ("unhealthyPodEvictionPolicy", Plain),
    // Network policies.
    ("podSelector", Plain),
    ("policyTypes", Plain),
    ("ingress", Plain),
    ("egress", Plain),
    // Secrets of elsewhere.
    ("refreshPolicy", Plain),
    ("refreshInterval", Plain),
    ("secretStoreRef", Map(&REFERENCE)),
    ("target", Plain),
    ("provider", Plain),
    ("encryptedData", Plain),
    // Ingresses.
    ("ingressClassName", Plain),
    ("defaultBackend", Plain),
    ("tls", Plain),
    ("rules", Plain),
    // Claims and quotas.
    ("accessModes", Plain),
    ("storageClassName", Plain),
    ("volumeAttributesClassName", Plain),
    ("volumeMode", Plain),
    ("volumeName", Plain),
    ("dataSource", Map(&REFERENCE)),
    ("dataSourceRef", Map(&REFERENCE)),
    ("resources", Map(&RESOURCES)),
    ("capacity", Quantities),
    ("hard", Quantities),
    ("limits", List(&LIMIT)),
    // What most of them end with.
    ("selector", Plain),
    ("ports", List(&PORT)),
    ("template", Map(&POD_TEMPLATE)),
    ("volumeClaimTemplates", List(&CLAIM)),
    ("data", Plain),
    ("dataFrom", Plain),
    ("versions", Plain),
]);

static JOB_TEMPLATE: Table = table(&[("metadata", Map(&METADATA)), ("spec", Map(&SPEC))]);

static POD_TEMPLATE: Table = table(&[
    ("type", Plain),
    ("metadata", Map(&METADATA)),
    ("spec", Map(&POD)),
]);

static CLAIM: Table = table(&[
    ("apiVersion", Plain),
    ("kind", Plain),
    ("metadata", Map(&METADATA)),
    ("spec", Map(&SPEC)),
]);

static STRATEGY: Table = table(&[("type", Plain), ("rollingUpdate", Plain)]);

static METRIC: Table = table(&[
    ("type", Plain),
    ("resource", Map(&METRIC_SOURCE)),
    ("containerResource", Map(&METRIC_SOURCE)),
    ("pods", Map(&METRIC_SOURCE)),
    ("object", Map(&METRIC_SOURCE)),
    ("external", Map(&METRIC_SOURCE)),
]);

static METRIC_SOURCE: Table = table(&[
    ("name", Plain),
    ("container", Plain),
    ("metric", Plain),
    ("describedObject", Map(&REFERENCE)),
    ("target", Map(&METRIC_TARGET)),
]);

static METRIC_TARGET: Table = table(&[
    ("type", Plain),
    ("averageUtilization", Plain),
    ("averageValue", Quantity),
    ("value", Quantity),
]);

static LIMIT: Table = table(&[
    ("type", Plain),
    ("default", Quantities),
    ("defaultRequest", Quantities),
    ("min", Quantities),
    ("max", Quantities),
    ("maxLimitRequestRatio", Quantities),
]);

/// Of a container and of a claim.
static RESOURCES: Table = table(&[
    ("requests", Quantities),
    ("limits", Quantities),
    ("claims", Plain),
]);

static PORT: Table = table(&[
    ("name", Plain),
    ("port", Plain),
    ("containerPort", Plain),
    ("targetPort", Plain),
    ("nodePort", Plain),
    ("hostPort", Plain),
    ("protocol", Plain),
    ("appProtocol", Plain),
]);

/// A pod's spec.
static POD: Table = table(&[
    ("serviceAccountName", Plain),
    ("automountServiceAccountToken", Plain),
    ("enableServiceLinks", Plain),
    ("imagePullSecrets", Plain),
    ("priorityClassName", Plain),
    ("runtimeClassName", Plain),
    ("hostNetwork", Plain),
    ("hostPID", Plain),
    ("hostIPC", Plain),
    ("hostUsers", Plain),
    ("dnsPolicy", Plain),
    ("dnsConfig", Plain),
    ("restartPolicy", Plain),
    ("activeDeadlineSeconds", Plain),
    ("terminationGracePeriodSeconds", Plain),
    ("securityContext", Map(&SECURITY)),
    ("nodeSelector", Plain),
    ("affinity", Plain),
    ("tolerations", Plain),
    ("topologySpreadConstraints", List(&SPREAD)),
    ("initContainers", List(&CONTAINER)),
    ("containers", List(&CONTAINER)),
    ("volumes", List(&VOLUME)),
    ("overhead", Quantities),
]);

static SPREAD: Table = table(&[
    ("maxSkew", Plain),
    ("minDomains", Plain),
    ("topologyKey", Plain),
    ("whenUnsatisfiable", Plain),
    ("labelSelector", Plain),
    ("matchLabelKeys", Plain),
]);

static SECURITY: Table = table(&[
    ("privileged", Plain),
    ("runAsNonRoot", Plain),
    ("runAsUser", Plain),
    ("runAsGroup", Plain),
    ("fsGroup", Plain),
    ("fsGroupChangePolicy", Plain),
    ("supplementalGroups", Plain),
    ("allowPrivilegeEscalation", Plain),
    ("readOnlyRootFilesystem", Plain),
    ("capabilities", Plain),
    ("seccompProfile", Plain),
]);

static CONTAINER: Table = Table {
    fields: &[
        ("name", Plain),
        ("image", Plain),
        ("imagePullPolicy", Plain),
        ("restartPolicy", Plain),
        ("command", Plain),
        ("args", Plain),
        ("workingDir", Plain),
        ("ports", List(&PORT)),
        ("envFrom", Plain),
        ("env", List(&VARIABLE)),
        ("resources", Map(&RESOURCES)),
        ("resizePolicy", Plain),
        ("startupProbe", Map(&PROBE)),
        ("readinessProbe", Map(&PROBE)),
        ("livenessProbe", Map(&PROBE)),
        ("lifecycle", Plain),
        ("volumeMounts", List(&MOUNT)),
        ("volumeDevices", Plain),
        ("securityContext", Map(&SECURITY)),
        ("terminationMessagePath", Plain),
        ("terminationMessagePolicy", Plain),
        ("stdin", Plain),
        ("tty", Plain),
    ],
    is_metadata: false,
    is_container: true,
};

static VARIABLE: Table = table(&[
    ("name", Plain),
    ("value", Plain),
    ("valueFrom", Map(&VARIABLE_SOURCE)),
]);

static VARIABLE_SOURCE: Table = table(&[
    ("secretKeyRef", Plain),
    ("configMapKeyRef", Plain),
    ("fieldRef", Plain),
    ("resourceFieldRef", Map(&RESOURCE_FIELD)),
]);

static RESOURCE_FIELD: Table = table(&[
    ("containerName", Plain),
    ("resource", Plain),
    ("divisor", Quantity),
]);

static PROBE: Table = table(&[
    ("httpGet", Map(&HTTP_GET)),
    ("tcpSocket", Plain),
    ("grpc", Plain),
    ("exec", Plain),
    ("initialDelaySeconds", Plain),
    ("periodSeconds", Plain),
    ("timeoutSeconds", Plain),
    ("successThreshold", Plain),
    ("failureThreshold", Plain),
    ("terminationGracePeriodSeconds", Plain),
]);

static HTTP_GET: Table = table(&[
    ("scheme", Plain),
    ("host", Plain),
    ("path", Plain),
    ("port", Plain),
    ("httpHeaders", Plain),
]);

static MOUNT: Table = table(&[
    ("name", Plain),
    ("mountPath", Plain),
    ("subPath", Plain),
    ("subPathExpr", Plain),
    ("readOnly", Plain),
]);

static VOLUME: Table = table(&[
    ("name", Plain),
    ("emptyDir", Map(&EMPTY_DIR)),
    ("ephemeral", Map(&EPHEMERAL)),
]);

static EMPTY_DIR: Table = table(&[("medium", Plain), ("sizeLimit", Quantity)]);

static EPHEMERAL: Table = table(&[("volumeClaimTemplate", Map(&CLAIM))]);
