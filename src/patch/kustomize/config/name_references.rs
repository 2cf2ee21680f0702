//! Which fields hold names of other objects, a table of data.
//!
//! Source: kustomize's `api/internal/konfig/builtinpluginconsts/namereference.go` at v5.8.2.

use super::NameReference;
use crate::patch::kustomize::field_spec::FieldSpec;

/// A type of objects, and where its names are.
struct Target {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    /// Paths from the spec of pods.
    in_pods: &'static [&'static str],
    /// What has pods with such references.
    pods: &'static [Holder],
    /// Other fields: group, version, kind, path.
    fields: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

/// A kind with pods in it: version, kind, and the way to their spec.
type Holder = (&'static str, &'static str, &'static str);

/// What may mount ConfigMaps and Secrets.
const MOUNTING: &[Holder] = &[
    ("v1", "Pod", "spec"),
    ("", "PodTemplate", "template/spec"),
    ("", "Deployment", "spec/template/spec"),
    ("", "ReplicaSet", "spec/template/spec"),
    ("", "DaemonSet", "spec/template/spec"),
    ("", "StatefulSet", "spec/template/spec"),
    ("", "Job", "spec/template/spec"),
    ("", "CronJob", "spec/jobTemplate/spec/template/spec"),
];

/// What may name ServiceAccounts, PersistentVolumeClaims and PriorityClasses.
const NAMING: &[Holder] = &[
    ("", "Pod", "spec"),
    ("", "StatefulSet", "spec/template/spec"),
    ("", "Deployment", "spec/template/spec"),
    ("", "ReplicationController", "spec/template/spec"),
    ("", "CronJob", "spec/jobTemplate/spec/template/spec"),
    ("", "Job", "spec/template/spec"),
    ("", "DaemonSet", "spec/template/spec"),
];

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";
const SCALED: &[(&str, &str, &str, &str)] = &[(
    "",
    "",
    "HorizontalPodAutoscaler",
    "spec/scaleTargetRef/name",
)];

const fn scaled(kind: &'static str) -> Target {
    Target {
        group: "",
        version: "",
        kind,
        in_pods: &[],
        pods: &[],
        fields: SCALED,
    }
}

const TARGETS: &[Target] = &[
    scaled("Deployment"),
    scaled("ReplicationController"),
    scaled("ReplicaSet"),
    scaled("StatefulSet"),
    Target {
        group: "",
        version: "v1",
        kind: "ConfigMap",
        in_pods: &[
            "volumes/configMap/name",
            "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name",
            "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name",
            "volumes/projected/sources/configMap/name",
        ],
        pods: MOUNTING,
        fields: &[
            ("", "", "Node", "spec/configSource/configMap"),
            ("", "", "Role", "rules/resourceNames"),
            ("", "", "ClusterRole", "rules/resourceNames"),
            (
                "",
                "",
                "Ingress",
                r"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap",
            ),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "Secret",
        in_pods: &[
            "volumes/secret/secretName",
            "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name",
            "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name",
            "imagePullSecrets/name",
            "volumes/projected/sources/secret/name",
        ],
        pods: MOUNTING,
        fields: &[
            ("", "", "Ingress", "spec/tls/secretName"),
            (
                "",
                "",
                "Ingress",
                r"metadata/annotations/ingress.kubernetes.io\/auth-secret",
            ),
            (
                "",
                "",
                "Ingress",
                r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret",
            ),
            (
                "",
                "",
                "Ingress",
                r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret",
            ),
            ("", "", "ServiceAccount", "imagePullSecrets/name"),
            ("", "", "StorageClass", "parameters/secretName"),
            ("", "", "StorageClass", "parameters/adminSecretName"),
            ("", "", "StorageClass", "parameters/userSecretName"),
            ("", "", "StorageClass", "parameters/secretRef"),
            ("", "", "Role", "rules/resourceNames"),
            ("", "", "ClusterRole", "rules/resourceNames"),
            (
                "serving.knative.dev",
                "v1",
                "Service",
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
            ),
            ("", "", "PersistentVolume", "spec/azureFile/secretName"),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "Service",
        in_pods: &[],
        pods: &[],
        fields: &[
            ("apps", "", "StatefulSet", "spec/serviceName"),
            (
                "",
                "",
                "Ingress",
                "spec/rules/http/paths/backend/serviceName",
            ),
            ("", "", "Ingress", "spec/backend/serviceName"),
            (
                "",
                "",
                "Ingress",
                "spec/rules/http/paths/backend/service/name",
            ),
            ("", "", "Ingress", "spec/defaultBackend/service/name"),
            (
                "apiregistration.k8s.io",
                "",
                "APIService",
                "spec/service/name",
            ),
            (
                ADMISSION,
                "",
                "ValidatingWebhookConfiguration",
                "webhooks/clientConfig/service",
            ),
            (
                ADMISSION,
                "",
                "MutatingWebhookConfiguration",
                "webhooks/clientConfig/service",
            ),
        ],
    },
    Target {
        group: RBAC,
        version: "",
        kind: "Role",
        in_pods: &[],
        pods: &[],
        fields: &[(RBAC, "", "RoleBinding", "roleRef/name")],
    },
    Target {
        group: RBAC,
        version: "",
        kind: "ClusterRole",
        in_pods: &[],
        pods: &[],
        fields: &[
            (RBAC, "", "RoleBinding", "roleRef/name"),
            (RBAC, "", "ClusterRoleBinding", "roleRef/name"),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        in_pods: &["serviceAccountName"],
        pods: NAMING,
        fields: &[
            (RBAC, "", "RoleBinding", "subjects"),
            (RBAC, "", "ClusterRoleBinding", "subjects"),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "PersistentVolumeClaim",
        in_pods: &["volumes/persistentVolumeClaim/claimName"],
        pods: NAMING,
        fields: &[],
    },
    Target {
        group: "",
        version: "v1",
        kind: "PersistentVolume",
        in_pods: &[],
        pods: &[],
        fields: &[
            ("", "", "PersistentVolumeClaim", "spec/volumeName"),
            ("", "", "ClusterRole", "rules/resourceNames"),
        ],
    },
    Target {
        group: "storage.k8s.io",
        version: "v1",
        kind: "StorageClass",
        in_pods: &[],
        pods: &[],
        fields: &[
            ("", "", "PersistentVolume", "spec/storageClassName"),
            ("", "", "PersistentVolumeClaim", "spec/storageClassName"),
            (
                "",
                "",
                "StatefulSet",
                "spec/volumeClaimTemplates/spec/storageClassName",
            ),
        ],
    },
    Target {
        group: "scheduling.k8s.io",
        version: "v1",
        kind: "PriorityClass",
        in_pods: &["priorityClassName"],
        pods: NAMING,
        fields: &[],
    },
    Target {
        // A group with a version in it is no group: this one never applies, in kustomize neither.
        group: "networking.k8s.io/v1",
        version: "v1",
        kind: "IngressClass",
        in_pods: &[],
        pods: &[],
        fields: &[("", "", "Ingress", "spec/ingressClassName")],
    },
    Target {
        group: ADMISSION,
        version: "",
        kind: "ValidatingAdmissionPolicy",
        in_pods: &[],
        pods: &[],
        fields: &[(
            ADMISSION,
            "",
            "ValidatingAdmissionPolicyBinding",
            "spec/policyName",
        )],
    },
];

/// Returns the references.
pub(super) fn all() -> Vec<NameReference> {
    TARGETS.iter().map(reference).collect()
}

fn reference(target: &Target) -> NameReference {
    let in_pods = target.pods.iter().flat_map(|(version, kind, pod)| {
        let spec = move |path| FieldSpec::new("", version, kind, &format!("{pod}/{path}"), false);
        target.in_pods.iter().map(spec)
    });
    let fields = target
        .fields
        .iter()
        .map(|(group, version, kind, path)| FieldSpec::new(group, version, kind, path, false));
    NameReference {
        group: target.group.into(),
        version: target.version.into(),
        kind: target.kind.into(),
        referrers: in_pods.chain(fields).collect(),
    }
}
