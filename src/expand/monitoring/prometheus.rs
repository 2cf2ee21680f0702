//! Prometheus: rights, configuration, rules, workload.

use crate::expand::common::without_nulls;
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::policy::{dns_egress, from, network_policy, pods_of, to};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::part::{Facts, Part, part};
use super::{alertmanager, exporters, network, rules, scrape};

pub(super) static FACTS: Facts = Facts {
    name: "prometheus",
    repository: "quay.io/prometheus/prometheus",
    tag: "v3.14.0",
    port_name: "web",
    port: 9090,
    user: 65534,
    ready: ("/-/ready", "web"),
    data: Some("/prometheus"),
    resources: ("250m", "1Gi"),
    calls_api: true,
};

/// Returns the objects of Prometheus.
pub(super) fn objects(context: &Context, component: &Component, nothing: &Node) -> Vec<Object> {
    let Some(mut part) = part(component, "prometheus", &FACTS, nothing) else {
        return Vec::new();
    };
    let mut objects = rights(context, &part);
    let mut maps = Vec::new();
    maps.push(configuration(context, &part));
    maps.extend(scrape_maps(context, &part));
    let rule_maps = rules::config_maps(context, &part);
    volumes(&mut part, &maps[1..], &rule_maps);
    objects.extend(maps.into_iter().chain(rule_maps).flatten());
    arguments(&mut part);
    objects.extend(policy(context, &part));
    objects.extend(part.objects(context));
    objects
}

/// Returns the ClusterRole and its binding: what discovery lists and what the kubelets ask for.
fn rights(context: &Context, part: &Part) -> Vec<Object> {
    let rules = vec![
        yaml!(defaults::RIGHTS => {
            apiGroups: [""],
            resources: ["nodes", "nodes/metrics", "services", "pods"],
            verbs: ["get", "list", "watch"],
        }),
        yaml!(defaults::RIGHTS => {
            apiGroups: ["discovery.k8s.io"],
            resources: ["endpointslices"],
            verbs: ["get", "list", "watch"],
        }),
        yaml!(defaults::RIGHTS => {
            nonResourceURLs: ["/metrics", "/metrics/cadvisor"],
            verbs: ["get"],
        }),
    ];
    part.may(context, rules)
}

/// Returns the ConfigMap with `prometheus.yml`.
fn configuration(context: &Context, part: &Part) -> Option<Object> {
    let component = part.component;
    let spec = part.spec;
    let interval = spec.or_default("scrapeInterval", "30s", &defaults::SCRAPE_INTERVAL);
    let evaluation = spec.or_default("evaluationInterval", "30s", &defaults::SCRAPE_INTERVAL);
    let mut jobs = vec![own_job(part)];
    jobs.extend(scrape::jobs_of_nodes());
    jobs.extend(exporters::jobs(component));
    jobs.extend(alertmanager::job(component));
    jobs.extend(scrape::further_jobs(spec));
    let alerting = alertmanager::address(component).map(|address| {
        yaml!(defaults::CONFIG => {
            alertmanagers: [{ static_configs: [{ targets: [(address)] }] }],
        })
    });
    let config = yaml!(defaults::CONFIG => {
        global: {
            scrape_interval: (interval),
            evaluation_interval: (evaluation),
            external_labels: (external_labels(context, spec)),
        },
        rule_files: ["/etc/prometheus-rules/*.yaml"],
        alerting: (alerting),
        scrape_config_files: ["/etc/prometheus-scrape/*.yaml"],
        scrape_configs: (jobs),
        remote_write: (spec.value_of("remoteWrite").and_then(without_nulls)),
    });
    let mut data = Mapping::new();
    data.insert("prometheus.yml", config);
    part.config_map(context, part.name.clone(), data)
}

/// Returns the job with which Prometheus scrapes itself.
fn own_job(part: &Part) -> Node {
    scrape::pod_job(
        part.component,
        "prometheus",
        FACTS.name,
        FACTS.port_name,
        None,
        None,
        &part.name,
    )
}

/// Returns the labels of what leaves this server.
fn external_labels(context: &Context, spec: &Node) -> Option<Node> {
    let mut labels = Mapping::new();
    if let Some(cluster) = context.target.environment.value_of("cluster") {
        let cluster = cluster.derive(cluster.value.clone(), &defaults::EXTERNAL_LABELS);
        labels.insert("cluster", cluster);
    }
    let environment = Node::literal(context.target.name.clone(), &defaults::EXTERNAL_LABELS);
    labels.insert("environment", environment);
    let labels = Node::literal(labels, &defaults::EXTERNAL_LABELS);
    crate::expand::common::over(labels, spec.get("externalLabels"))
}

/// Returns a ConfigMap of scrape jobs for each namespace with metrics.
fn scrape_maps(context: &Context, part: &Part) -> Vec<Option<Object>> {
    let maps = scrape::jobs_of_components(context);
    let map = |(namespace, jobs): (ecow::EcoString, Vec<Node>)| {
        let content = yaml!(defaults::SCRAPE_JOB => { scrape_configs: (jobs) });
        let mut data = Mapping::new();
        data.insert(format!("{namespace}.yaml"), content);
        part.watched_map(context, part.named(&format!("scrape-{namespace}")), data)
    };
    maps.into_iter().map(map).collect()
}

/// Mounts configuration, scrape jobs and rules.
fn volumes(part: &mut Part, scrape: &[Option<Object>], rules: &[Option<Object>]) {
    let name = part.name.clone();
    part.mount_config("config", &name, "/etc/prometheus");
    for (volume, path, maps) in [
        ("scrape", "/etc/prometheus-scrape", scrape),
        ("rules", "/etc/prometheus-rules", rules),
    ] {
        let names = maps
            .iter()
            .flatten()
            .filter_map(|map| map.node.at(&["metadata", "name"]));
        let sources: Vec<Node> = names
            .map(|name| yaml!(defaults::CONFIG => { configMap: { name: (name) } }))
            .collect();
        if sources.is_empty() {
            continue;
        }
        let volume = Node::literal(volume, &defaults::CONFIG);
        let path = Node::literal(path, &defaults::CONFIG);
        part.volumes.push(
            yaml!(defaults::CONFIG => { name: (&volume), projected: { sources: (sources) } }),
        );
        part.mounts
            .push(yaml!(defaults::CONFIG => { name: (volume), mountPath: (path), readOnly: true }));
    }
}

fn arguments(part: &mut Part) {
    part.arg("--config.file=/etc/prometheus/prometheus.yml");
    part.arg("--storage.tsdb.path=/prometheus");
    let retention = part
        .spec
        .or_default("retention", "15d", &defaults::RETENTION);
    part.args.extend(retention.and_then(|retention| {
        let arg = format!("--storage.tsdb.retention.time={}", retention.to_text()?);
        Some(retention.derive(arg, &defaults::ARGS))
    }));
    part.args.extend(retention_size(part));
    // Rules and scrape jobs of an app change often; a restart would lose what is measured meanwhile.
    part.args.push(Node::literal(
        "--enable-feature=auto-reload-config",
        &defaults::RELOAD,
    ));
    part.further_args();
}

/// Returns the argument that ends the retention before the disk is full: what the spec says, or 85 % of a volume on EBS.
fn retention_size(part: &Part) -> Option<Node> {
    if let Some(said) = part.spec.get("retentionSize") {
        let arg = format!("--storage.tsdb.retention.size={}", said.to_text()?);
        return Some(said.derive(arg, &defaults::ARGS));
    }
    let size = part.storage()?.value_of("size")?;
    let megabytes = super::mebibytes(&size.to_text()?)? * 85 / 100;
    let arg = format!("--storage.tsdb.retention.size={megabytes}MB");
    Some(size.derive(arg, &defaults::RETENTION_SIZE))
}

/// Returns the NetworkPolicy: Grafana and whom the spec names may connect; Prometheus reaches whatever has metrics.
fn policy(context: &Context, part: &Part) -> Option<Object> {
    let component = part.component;
    if component.spec.is_off("network") {
        return None;
    }
    let port = || vec![part.port()];
    let readers = network::readers(context, component);
    let mut ingress = Vec::new();
    if !readers.is_empty() {
        ingress.push(from(readers, port()));
    }
    // Prometheus scrapes itself by the address of its pod.
    ingress.push(from(vec![pods_of(component, &part.name)], port()));
    let pods = yaml!(defaults::SCRAPE_EGRESS => { namespaceSelector: {} });
    let nodes = yaml!(defaults::SCRAPE_EGRESS => {
        to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
        ports: [
            { port: 443, protocol: "TCP" },
            { port: 10250, protocol: "TCP" },
            { port: 9100, protocol: "TCP" },
        ],
    });
    let egress = vec![dns_egress(context), to(vec![pods], Vec::new()), nodes];
    network_policy(context, component, &part.name, Some(ingress), Some(egress))
}
