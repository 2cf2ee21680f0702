//! node exporter and kube-state-metrics.

use crate::expand::common::{labels, object, selector};
use crate::expand::container::{Around, container};
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::identity::{service_account, service_account_name};
use crate::expand::policy::{dns_egress, from, network_policy};
use crate::expand::ports::Ports;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::Node;

use super::part::{Facts, Part, part};
use super::{network, scrape};

static NODE: Facts = Facts {
    name: "node-exporter",
    repository: "quay.io/prometheus/node-exporter",
    tag: "v1.12.1",
    port_name: "metrics",
    port: 9100,
    user: 65534,
    ready: ("/", "metrics"),
    data: None,
    resources: ("20m", "48Mi"),
    calls_api: false,
};

static STATE: Facts = Facts {
    name: "kube-state-metrics",
    repository: "registry.k8s.io/kube-state-metrics/kube-state-metrics",
    tag: "v2.20.0",
    port_name: "metrics",
    port: 8080,
    user: 65534,
    ready: ("/readyz", "telemetry"),
    data: None,
    resources: ("20m", "128Mi"),
    calls_api: true,
};

/// What kube-state-metrics watches, by API group. Secrets and ConfigMaps are not among it: nobody needs metrics of them.
const WATCHED: [(&str, &[&str]); 7] = [
    (
        "",
        &[
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
            "replicationcontrollers",
            "resourcequotas",
            "services",
        ],
    ),
    (
        "apps",
        &["daemonsets", "deployments", "replicasets", "statefulsets"],
    ),
    ("autoscaling", &["horizontalpodautoscalers"]),
    ("batch", &["cronjobs", "jobs"]),
    ("networking.k8s.io", &["ingresses", "networkpolicies"]),
    ("policy", &["poddisruptionbudgets"]),
    ("storage.k8s.io", &["storageclasses", "volumeattachments"]),
];

/// Returns the jobs that scrape the exporters.
pub(super) fn jobs(component: &Component) -> Vec<Node> {
    let mut jobs = Vec::new();
    for (field, facts) in [("nodeExporter", &NODE), ("kubeStateMetrics", &STATE)] {
        if component.spec.is_off(field) {
            continue;
        }
        let said = component.spec.value_of(field).cloned();
        let said = said.unwrap_or_else(|| Node::literal("", &defaults::PART));
        let mut job = scrape::pod_job(
            component,
            facts.name,
            facts.name,
            facts.port_name,
            None,
            None,
            &said,
        );
        if field == "kubeStateMetrics"
            && let Some(map) = job.as_map_mut()
        {
            // Its metrics are about other pods; their labels must win over those of its own.
            map.insert("honor_labels", Node::literal(true, &defaults::HONOR_LABELS));
        }
        jobs.push(job);
    }
    jobs
}

/// Returns the node exporter: a pod on every node, which sees the node's own network, processes and file systems.
pub(super) fn node_exporter(
    context: &Context,
    component: &Component,
    nothing: &Node,
) -> Vec<Object> {
    let Some(mut part) = part(component, "nodeExporter", &NODE, nothing) else {
        return Vec::new();
    };
    let number = part.port();
    for arg in [
        "--path.procfs=/host/proc",
        "--path.sysfs=/host/sys",
        "--path.rootfs=/host/root",
        "--path.udev.data=/host/root/run/udev/data",
        "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/(containerd|kubelet))($|/)",
    ] {
        part.arg(arg);
    }
    let listen = format!(
        "--web.listen-address=:{}",
        number.to_text().unwrap_or_default()
    );
    part.args.push(number.derive(listen, &defaults::ARGS));
    part.further_args();
    let mut objects = Vec::new();
    objects.extend(service_account(context, component, &part.name, None));
    objects.extend(daemon_set(context, &part));
    objects
}

fn daemon_set(context: &Context, part: &Part) -> Option<Object> {
    let component = part.component;
    let own = part.effective();
    let mounts = [
        ("proc", "/host/proc"),
        ("sys", "/host/sys"),
        ("root", "/host/root"),
    ];
    let mount = |(name, path): (&'static str, &'static str)| {
        let name = Node::literal(name, &defaults::HOST);
        let path = Node::literal(path, &defaults::HOST);
        yaml!(defaults::HOST => {
            name: (name),
            mountPath: (path),
            mountPropagation: "HostToContainer",
            readOnly: true,
        })
    };
    let around = Around {
        name: part.name.clone(),
        ports: &Ports::of(&own),
        env_from: Vec::new(),
        mounts: mounts.into_iter().map(mount).collect(),
        lifecycle: None,
        restart: None,
    };
    let main = container(context, component, &own, around);
    let metadata = part.metadata(context, part.name.clone());
    let pods = selector(component, &part.name);
    let pod_labels = labels(context, component, &part.name);
    let account = service_account_name(&part.name, None);
    let node = yaml!(defaults::DAEMON_SET => {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata: (metadata),
        spec: {
            revisionHistoryLimit: 3,
            updateStrategy: { rollingUpdate: { maxUnavailable: "10%" } },
            selector: { matchLabels: (pods) },
            template: {
                metadata: { labels: (pod_labels) },
                spec: {
                    serviceAccountName: (account),
                    enableServiceLinks: false @ crate::expand::defaults::app::SERVICE_LINKS,
                    hostNetwork: true @ defaults::HOST,
                    hostPID: true @ defaults::HOST,
                    securityContext: (part.pod_security()),
                    nodeSelector: { "kubernetes.io/os": "linux" },
                    affinity: {
                        nodeAffinity: {
                            requiredDuringSchedulingIgnoredDuringExecution: {
                                nodeSelectorTerms: [{
                                    matchExpressions: [{
                                        key: "eks.amazonaws.com/compute-type",
                                        operator: "NotIn",
                                        values: ["fargate"],
                                    }],
                                }],
                            },
                        },
                    } @ defaults::NOT_ON_FARGATE,
                    tolerations: [{ operator: "Exists" }],
                    containers: [(main)],
                    volumes: [
                        { name: "proc", hostPath: { path: "/proc" } },
                        { name: "sys", hostPath: { path: "/sys" } },
                        { name: "root", hostPath: { path: "/" } },
                    ],
                },
            },
        },
    });
    object(component, node)
}

/// Returns kube-state-metrics.
pub(super) fn kube_state_metrics(
    context: &Context,
    component: &Component,
    nothing: &Node,
) -> Vec<Object> {
    let Some(mut part) = part(component, "kubeStateMetrics", &STATE, nothing) else {
        return Vec::new();
    };
    let number = part.port();
    let listen = format!("--port={}", number.to_text().unwrap_or_default());
    part.args.push(number.derive(listen, &defaults::ARGS));
    part.arg("--telemetry-port=8081");
    let resources: Vec<&str> = WATCHED
        .iter()
        .flat_map(|(_, resources)| resources.iter().copied())
        .collect();
    part.arg(format!("--resources={}", resources.join(",")));
    part.further_args();
    part.further_ports.push(("telemetry", 8081));
    let mut objects = rights(context, &part);
    objects.extend(policy(context, &part));
    objects.extend(part.objects(context));
    objects
}

fn rights(context: &Context, part: &Part) -> Vec<Object> {
    let rule = |(group, resources): &(&'static str, &[&'static str])| {
        let group = Node::literal(*group, &defaults::RIGHTS);
        let resources: Vec<Node> = resources
            .iter()
            .map(|resource| Node::literal(*resource, &defaults::RIGHTS))
            .collect();
        yaml!(defaults::RIGHTS => {
            apiGroups: [(group)],
            resources: (resources),
            verbs: ["list", "watch"],
        })
    };
    part.may(context, WATCHED.iter().map(rule).collect())
}

/// Returns the NetworkPolicy: Prometheus may connect; the control plane is reached over HTTPS.
fn policy(context: &Context, part: &Part) -> Option<Object> {
    let component = part.component;
    if component.spec.is_off("network") {
        return None;
    }
    let prometheus = vec![network::own(component, "prometheus")];
    let telemetry = Node::literal(8081, &defaults::PORT);
    let ingress = vec![from(prometheus, vec![part.port(), telemetry])];
    let https = yaml!(defaults::API_EGRESS => {
        to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
        ports: [{ port: 443, protocol: "TCP" }],
    });
    let egress = vec![dns_egress(context), https];
    network_policy(context, component, &part.name, Some(ingress), Some(egress))
}
