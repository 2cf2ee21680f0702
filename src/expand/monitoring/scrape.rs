//! Scrape jobs: the node's own, one for each component with metrics, and those that a spec adds.
//!
//! The jobs of components stand in a ConfigMap for each namespace, so that an app changes one of them alone and none grows
//! beyond what the API server takes. All jobs of a namespace discover its pods in the same words, which Prometheus does
//! once; what tells them apart are labels and the name of a port.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use crate::expand::common::without_nulls;
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::ports::Ports;
use crate::expand::{database, observability};
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{NamedDefault, Node};

/// Returns the jobs of all components with metrics, by namespace.
pub(super) fn jobs_of_components(context: &Context) -> BTreeMap<EcoString, Vec<Node>> {
    let mut jobs: BTreeMap<EcoString, Vec<Node>> = BTreeMap::new();
    for component in &context.target.components {
        if let Some(job) = job_of(component) {
            jobs.entry(component.owner.namespace.clone())
                .or_default()
                .push(job);
        }
    }
    jobs
}

/// Returns the job of a component; nothing for one without metrics.
fn job_of(component: &Component) -> Option<Node> {
    let owner = &component.owner;
    let job = eco_format!("{}/{}", owner.namespace, owner.name);
    if component.kind == SpecKind::Database {
        let port = database::metrics_port(component)?;
        return Some(pod_job(
            component,
            &job,
            &owner.name,
            "metrics",
            None,
            None,
            &port,
        ));
    }
    let metrics = observability::metrics(component)?;
    let ports = Ports::of(&component.spec);
    let port = observability::metrics_port(component, &ports)?;
    let path = metrics.value_of("path");
    let interval = metrics.value_of("interval");
    Some(pod_job(
        component,
        &job,
        &owner.name,
        port.name(),
        path,
        interval,
        metrics,
    ))
}

/// Returns a job that scrapes the pods of a part of a component, at a port by name.
pub(super) fn pod_job(
    component: &Component,
    job: &str,
    part: &str,
    port: &str,
    path: Option<&Node>,
    interval: Option<&Node>,
    said: &Node,
) -> Node {
    let owner = &component.owner;
    let rule: &'static NamedDefault = &defaults::SCRAPE_JOB;
    let text = |text: EcoString| said.derive(text, rule);
    let pods = eco_format!("{part};{};{port}", owner.name);
    yaml!(defaults::SCRAPE_JOB => {
        job_name: (text(job.into())),
        scrape_interval: (interval),
        metrics_path: (path),
        kubernetes_sd_configs: [{
            role: "pod",
            namespaces: { names: [(text(owner.namespace.clone()))] },
        }],
        relabel_configs: [
            {
                source_labels: [
                    "__meta_kubernetes_pod_label_app_kubernetes_io_name",
                    "__meta_kubernetes_pod_label_app_kubernetes_io_instance",
                    "__meta_kubernetes_pod_container_port_name",
                ],
                regex: (text(pods)),
                action: "keep",
            },
            { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Pending|Succeeded|Failed", action: "drop" },
            { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
            { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
            { source_labels: ["__meta_kubernetes_pod_container_name"], target_label: "container" },
            { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "node" },
        ],
    })
}

/// Returns the jobs of the cluster: the kubelet and the containers of every node.
pub(super) fn jobs_of_nodes() -> Vec<Node> {
    let kubelet = |job: &'static str, path: &'static str| {
        let job = Node::literal(job, &defaults::SCRAPE_NODE);
        let path = Node::literal(path, &defaults::SCRAPE_NODE);
        yaml!(defaults::SCRAPE_NODE => {
            job_name: (job),
            scheme: "https",
            metrics_path: (path),
            authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
            tls_config: { ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt" },
            kubernetes_sd_configs: [{ role: "node" }],
            relabel_configs: [
                { source_labels: ["__meta_kubernetes_node_name"], target_label: "node" },
            ],
        })
    };
    vec![
        kubelet("kubelet", "/metrics"),
        kubelet("cadvisor", "/metrics/cadvisor"),
    ]
}

/// Returns the jobs that a spec adds, as they are.
pub(super) fn further_jobs(spec: &Node) -> Vec<Node> {
    let said = spec.value_of("scrapeConfigs").and_then(Node::as_list);
    said.unwrap_or_default()
        .iter()
        .filter_map(without_nulls)
        .collect()
}
