//! Where kustomize resolves `$(VAR)`, a table of data.
//!
//! Source: kustomize's `api/internal/konfig/builtinpluginconsts/varreference.go` at v5.8.2.

use crate::patch::kustomize::field_spec::FieldSpec;

/// Kinds, and the way to the spec of their pods.
const PODS: [(&str, &str); 7] = [
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
    ("Deployment", "spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("Pod", "spec"),
    ("ReplicaSet", "spec/template/spec"),
    ("StatefulSet", "spec/template/spec"),
];

const IN_PODS: [&str; 8] = [
    "containers/args",
    "containers/command",
    "containers/env/value",
    "containers/volumeMounts/mountPath",
    "initContainers/args",
    "initContainers/command",
    "initContainers/env/value",
    "initContainers/volumeMounts/mountPath",
];

const ELSEWHERE: [(&str, &str); 16] = [
    // Not where pods have it, but what kustomize has.
    (
        "CronJob",
        "spec/jobTemplate/spec/template/volumes/nfs/server",
    ),
    ("DaemonSet", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/metadata/annotations"),
    ("Ingress", "spec/rules/host"),
    ("Ingress", "spec/tls/hosts"),
    ("Ingress", "spec/tls/secretName"),
    ("Job", "spec/template/spec/volumes/nfs/server"),
    ("Pod", "spec/volumes/nfs/server"),
    ("ReplicaSet", "spec/template/spec/volumes/nfs/server"),
    ("Service", "spec/ports/port"),
    ("Service", "spec/ports/targetPort"),
    ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
    ("PersistentVolume", "spec/nfs/server"),
    ("", "metadata/labels"),
    ("", "metadata/annotations"),
];

/// Returns the specs.
pub(super) fn all() -> Vec<FieldSpec> {
    let in_pods = PODS
        .iter()
        .flat_map(|(kind, pod)| IN_PODS.map(|path| (*kind, format!("{pod}/{path}"))));
    let elsewhere = ELSEWHERE.map(|(kind, path)| (kind, path.to_owned()));
    in_pods
        .chain(elsewhere)
        .map(|(kind, path)| FieldSpec::new("", "", kind, &path, false))
        .collect()
}
