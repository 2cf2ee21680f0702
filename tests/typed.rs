//! A second opinion on every core object of the example: it must pass through the types of k8s-openapi without loss, so no
//! field is misspelt or misplaced, and none has a wrong type.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use k8s_openapi::api;
use serde_json::Value;

/// Reads an object as `T` and writes it again.
fn through<T: serde::de::DeserializeOwned + serde::Serialize>(object: &Value) -> Value {
    let typed: T = serde_json::from_value(object.clone()).unwrap();
    serde_json::to_value(typed).unwrap()
}

/// Passes an object through the type of its kind; nothing for kinds that Kubernetes itself does not have.
fn typed(object: &Value) -> Option<Value> {
    let kind = object["kind"].as_str()?;
    let typed = match (object["apiVersion"].as_str()?, kind) {
        ("v1", "ConfigMap") => through::<api::core::v1::ConfigMap>(object),
        ("v1", "LimitRange") => through::<api::core::v1::LimitRange>(object),
        ("v1", "Namespace") => through::<api::core::v1::Namespace>(object),
        ("v1", "PersistentVolumeClaim") => through::<api::core::v1::PersistentVolumeClaim>(object),
        ("v1", "ResourceQuota") => through::<api::core::v1::ResourceQuota>(object),
        ("v1", "Secret") => through::<api::core::v1::Secret>(object),
        ("v1", "Service") => through::<api::core::v1::Service>(object),
        ("v1", "ServiceAccount") => through::<api::core::v1::ServiceAccount>(object),
        ("apps/v1", "DaemonSet") => through::<api::apps::v1::DaemonSet>(object),
        ("apps/v1", "Deployment") => through::<api::apps::v1::Deployment>(object),
        ("apps/v1", "StatefulSet") => through::<api::apps::v1::StatefulSet>(object),
        ("autoscaling/v2", "HorizontalPodAutoscaler") => {
            through::<api::autoscaling::v2::HorizontalPodAutoscaler>(object)
        }
        ("batch/v1", "CronJob") => through::<api::batch::v1::CronJob>(object),
        ("batch/v1", "Job") => through::<api::batch::v1::Job>(object),
        ("networking.k8s.io/v1", "Ingress") => through::<api::networking::v1::Ingress>(object),
        ("networking.k8s.io/v1", "IngressClass") => {
            through::<api::networking::v1::IngressClass>(object)
        }
        ("networking.k8s.io/v1", "NetworkPolicy") => {
            through::<api::networking::v1::NetworkPolicy>(object)
        }
        ("policy/v1", "PodDisruptionBudget") => {
            through::<api::policy::v1::PodDisruptionBudget>(object)
        }
        ("rbac.authorization.k8s.io/v1", "ClusterRole") => {
            through::<api::rbac::v1::ClusterRole>(object)
        }
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding") => {
            through::<api::rbac::v1::ClusterRoleBinding>(object)
        }
        ("rbac.authorization.k8s.io/v1", "Role") => through::<api::rbac::v1::Role>(object),
        ("rbac.authorization.k8s.io/v1", "RoleBinding") => {
            through::<api::rbac::v1::RoleBinding>(object)
        }
        ("scheduling.k8s.io/v1", "PriorityClass") => {
            through::<api::scheduling::v1::PriorityClass>(object)
        }
        ("storage.k8s.io/v1", "StorageClass") => through::<api::storage::v1::StorageClass>(object),
        _ => return None,
    };
    Some(typed)
}

/// Groups of kinds that are custom resources: these types know nothing of them.
const CUSTOM: &[&str] = &[
    "argoproj.io",
    "elbv2.k8s.aws",
    "external-secrets.io",
    "keda.sh",
    "kustomize.config.k8s.io",
    "kustomize.toolkit.fluxcd.io",
    "monitoring.coreos.com",
    "snapshot.storage.k8s.io",
    "source.toolkit.fluxcd.io",
];

#[test]
fn core_objects_of_the_example_pass_through_the_typed_api_without_loss() {
    let rendered = Path::new(env!("CARGO_MANIFEST_DIR")).join("rendered");
    let (mut checked, mut wrong) = (0, Vec::new());
    for entry in walkdir::WalkDir::new(rendered).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|kind| kind != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let object: Value = yaml_serde::from_str(&text).unwrap();
        let group = object["apiVersion"].as_str().unwrap_or_default();
        let group = group.split('/').next().unwrap_or_default();
        match typed(&object) {
            Some(same) if same == object => checked += 1,
            Some(other) => wrong.push(format!(
                "{}:\n{}",
                entry.path().display(),
                difference(&object, &other)
            )),
            None if CUSTOM.contains(&group) => {}
            None => wrong.push(format!("{}: no type is listed", entry.path().display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "only {checked} objects were checked");
}

fn difference(ours: &Value, theirs: &Value) -> String {
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    similar::TextDiff::from_lines(text(ours), text(theirs))
        .unified_diff()
        .context_radius(1)
        .header("ours", "typed")
        .to_string()
}
