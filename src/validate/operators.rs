//! What operators make of their custom resources: pods, Services and Secrets that stand in no file.
//!
//! A table of the kinds whose pods others select, and of the Secrets whose names follow from the resource's.

use super::tree::Tree;
use crate::k8s::LabelSelector;

/// Kinds that an operator turns into pods, which carry the name of the resource in a label.
const MAKE_PODS: [&str; 31] = [
    "Agent",
    "Alertmanager",
    "ApmServer",
    "ArgoCD",
    "Beat",
    "Cluster",
    "Elasticsearch",
    "FlinkDeployment",
    "Grafana",
    "Istio",
    "Jaeger",
    "Kafka",
    "KafkaConnect",
    "Keycloak",
    "Kibana",
    "MinIO",
    "MongoDBCommunity",
    "OpenTelemetryCollector",
    "OpensearchCluster",
    "PerconaXtraDBCluster",
    "Pooler",
    "PostgresCluster",
    "Prometheus",
    "PrometheusAgent",
    "RabbitmqCluster",
    "Redis",
    "RedisCluster",
    "Tenant",
    "ThanosRuler",
    "ZookeeperCluster",
    "postgresql",
];

/// Returns whether a selector may mean pods that stand in no file: those of a chart that is installed in the namespace, or of a
/// custom resource there, whose name or kind is one of its values, as in `app.kubernetes.io/name: prometheus`.
pub(super) fn makes_pods_for(tree: &Tree<'_>, namespace: &str, selector: &LabelSelector) -> bool {
    // What a chart in the namespace brings, nobody sees.
    if tree.names("HelmRelease", namespace).next().is_some() {
        return true;
    }
    MAKE_PODS.iter().any(|kind| {
        tree.names(kind, namespace).any(|name| {
            let means = |value: &str| value.eq_ignore_ascii_case(kind) || value == name;
            selector.equalities().any(|(_, value)| means(value))
        })
    })
}

/// Group, kind, and what stands behind the name of the resource in those of its Secrets.
const MAKE_SECRETS: [(&str, &str, &[&str]); 5] = [
    (
        "postgresql.cnpg.io",
        "Cluster",
        &["-app", "-superuser", "-ca", "-server", "-replication"],
    ),
    (
        "elasticsearch.k8s.elastic.co",
        "Elasticsearch",
        &["-es-elastic-user", "-es-http-certs-public"],
    ),
    (
        "kafka.strimzi.io",
        "Kafka",
        &["-cluster-ca-cert", "-clients-ca-cert"],
    ),
    ("kafka.strimzi.io", "KafkaUser", &[""]),
    ("rabbitmq.com", "RabbitmqCluster", &["-default-user"]),
];

/// Returns the names of the Secrets that an operator makes for a resource.
pub(super) fn secrets_of<'n>(
    group: &str,
    kind: &str,
    name: &'n str,
) -> impl Iterator<Item = String> + use<'n> {
    let of = MAKE_SECRETS
        .iter()
        .find(|(of, what, _)| *of == group && *what == kind);
    let of = of.into_iter();
    of.flat_map(move |(_, _, tails)| tails.iter().map(move |tail| format!("{name}{tail}")))
}
