//! kustomize's own specs, a table of data, but for references to names and vars.
//!
//! Source: kustomize's `api/internal/konfig/builtinpluginconsts` at v5.8.2.

use super::{Config, name_references, var_references};
use crate::patch::kustomize::field_spec::FieldSpec;

/// Group, version, kind, path, and whether the field is made where it is missing.
type Row = (&'static str, &'static str, &'static str, &'static str, bool);

const NAMES: &[Row] = &[("", "", "", "metadata/name", false)];

const NAMESPACES: &[Row] = &[
    ("", "", "Namespace", "metadata/name", true),
    (
        "apiregistration.k8s.io",
        "",
        "APIService",
        "spec/service/namespace",
        true,
    ),
    (
        "apiextensions.k8s.io",
        "",
        "CustomResourceDefinition",
        "spec/conversion/webhook/clientConfig/service/namespace",
        false,
    ),
];

/// The metadata that labels and annotations are in: of objects themselves, and of the pods they make. StatefulSets are
/// of the group `apps` for labels, and of any group for annotations.
const METADATA: &[Row] = &[
    ("", "", "", "metadata/", true),
    (
        "",
        "v1",
        "ReplicationController",
        "spec/template/metadata/",
        true,
    ),
    ("", "", "Deployment", "spec/template/metadata/", true),
    ("", "", "ReplicaSet", "spec/template/metadata/", true),
    ("", "", "DaemonSet", "spec/template/metadata/", true),
    ("batch", "", "Job", "spec/template/metadata/", true),
    ("batch", "", "CronJob", "spec/jobTemplate/metadata/", true),
    (
        "batch",
        "",
        "CronJob",
        "spec/jobTemplate/spec/template/metadata/",
        true,
    ),
];

const VOLUME_CLAIM_TEMPLATES: &[Row] = &[(
    "apps",
    "",
    "StatefulSet",
    "spec/volumeClaimTemplates[]/metadata/labels",
    true,
)];

const SELECTORS: &[Row] = &[
    ("", "v1", "Service", "spec/selector", true),
    ("", "v1", "ReplicationController", "spec/selector", true),
    ("", "", "Deployment", "spec/selector/matchLabels", true),
    ("", "", "ReplicaSet", "spec/selector/matchLabels", true),
    ("", "", "DaemonSet", "spec/selector/matchLabels", true),
    ("apps", "", "StatefulSet", "spec/selector/matchLabels", true),
    ("batch", "", "Job", "spec/selector/matchLabels", false),
    (
        "batch",
        "",
        "CronJob",
        "spec/jobTemplate/spec/selector/matchLabels",
        false,
    ),
    (
        "policy",
        "",
        "PodDisruptionBudget",
        "spec/selector/matchLabels",
        false,
    ),
    (
        "networking.k8s.io",
        "",
        "NetworkPolicy",
        "spec/podSelector/matchLabels",
        false,
    ),
    (
        "networking.k8s.io",
        "",
        "NetworkPolicy",
        "spec/ingress/from/podSelector/matchLabels",
        false,
    ),
    (
        "networking.k8s.io",
        "",
        "NetworkPolicy",
        "spec/egress/to/podSelector/matchLabels",
        false,
    ),
];

/// The selectors that say which nodes pods like or dislike, in Deployments and StatefulSets.
const PLACEMENT: [&str; 5] = [
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "topologySpreadConstraints/labelSelector/matchLabels",
];

const IMAGES: &[Row] = &[
    ("", "", "", "spec/containers[]/image", true),
    ("", "", "", "spec/initContainers[]/image", true),
    ("", "", "", "spec/volumes[]/image/reference", true),
    ("", "", "", "spec/template/spec/containers[]/image", true),
    (
        "",
        "",
        "",
        "spec/template/spec/initContainers[]/image",
        true,
    ),
    (
        "",
        "",
        "",
        "spec/template/spec/volumes[]/image/reference",
        true,
    ),
    (
        "",
        "",
        "",
        "spec/jobTemplate/spec/template/spec/volumes[]/image/reference",
        true,
    ),
];

const REPLICAS: &[Row] = &[
    ("", "", "Deployment", "spec/replicas", true),
    ("", "", "ReplicationController", "spec/replicas", true),
    ("", "", "ReplicaSet", "spec/replicas", true),
    ("", "", "StatefulSet", "spec/replicas", true),
];

/// Returns the specs, not in order yet.
pub(super) fn config() -> Config {
    let labels = metadata("labels", "apps");
    let claims = specs(VOLUME_CLAIM_TEMPLATES);
    let mut common_labels = specs(SELECTORS);
    for kind in ["Deployment", "StatefulSet"] {
        common_labels.extend(PLACEMENT.map(|path| {
            let path = format!("spec/template/spec/{path}");
            FieldSpec::new("apps", "", kind, &path, false)
        }));
    }
    common_labels.extend(labels.iter().chain(&claims).cloned());
    Config {
        name_prefix: specs(NAMES),
        name_suffix: specs(NAMES),
        namespace: specs(NAMESPACES),
        common_labels,
        labels: Vec::new(),
        template_labels: labels,
        volume_claim_template_labels: claims,
        common_annotations: metadata("annotations", ""),
        name_reference: name_references::all(),
        var_reference: var_references::all(),
        images: specs(IMAGES),
        replicas: specs(REPLICAS),
    }
}

fn specs(rows: &[Row]) -> Vec<FieldSpec> {
    let spec = |row: &Row| FieldSpec::new(row.0, row.1, row.2, row.3, row.4);
    rows.iter().map(spec).collect()
}

fn metadata(field: &str, stateful_sets: &str) -> Vec<FieldSpec> {
    let stateful_set = (
        stateful_sets,
        "",
        "StatefulSet",
        "spec/template/metadata/",
        true,
    );
    METADATA
        .iter()
        .chain([&stateful_set])
        .map(|(group, version, kind, path, create)| {
            FieldSpec::new(group, version, kind, &format!("{path}{field}"), *create)
        })
        .collect()
}
