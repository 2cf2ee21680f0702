//! EK1389: a component that its makers have given up.
//!
//! Source: Grafana Loki, Promtail (end of life on 2 March 2026); kubernetes/ingress-nginx README (retired in March 2026);
//! prometheus-adapter issue 701; Amazon EKS User Guide, "Grant IAM users access with a ConfigMap" (deprecated); aws/eks-charts.

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::Object;
use crate::validate::components::{Component, component};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::charts::charts;
use crate::validate::tree::Tree;

/// Charts, what became of them, and what to take instead.
const CHARTS: &[(&str, &str, &str)] = &[
    (
        "appmesh-controller",
        "App Mesh ended on 30 September 2026",
        "move to VPC Lattice, or to Istio or Linkerd",
    ),
    (
        "aws-calico",
        "the chart is gone from eks-charts",
        "use the chart `tigera-operator` of Calico",
    ),
    (
        "aws-cloudwatch-metrics",
        "the chart is no longer maintained",
        "use the add-on `amazon-cloudwatch-observability`",
    ),
    (
        "ingress-nginx",
        "ingress-nginx was retired in March 2026 and gets no fixes",
        "move to an ALB, or to the Gateway API",
    ),
    (
        "kube-ops-view",
        "kube-ops-view was archived in 2020",
        "use Headlamp or Grafana",
    ),
    (
        "loki-distributed",
        "the chart is deprecated",
        "use the chart `loki` of grafana-community",
    ),
    (
        "loki-stack",
        "the chart is deprecated",
        "use the charts `loki` of grafana-community and `alloy`",
    ),
    (
        "prometheus-adapter",
        "prometheus-adapter is being deprecated",
        "use KEDA",
    ),
    (
        "promtail",
        "Promtail ended on 2 March 2026",
        "use Grafana Alloy: `alloy convert --source-format=promtail`",
    ),
];

/// Those that are gone for good; of the others, releases still work.
const GONE: &[&str] = &["appmesh-controller", "aws-calico", "promtail"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for chart in charts(tree) {
        let name = chart.name.rsplit('/').next().unwrap_or_default();
        if let Some((_, message, help)) = CHARTS.iter().find(|(known, ..)| *known == name) {
            findings.push(say(
                name,
                about(Code::Retired, chart.object, chart.node, *message).help(*help),
            ));
        }
    }
    for pod in tree.pods.iter() {
        for container in pod.running() {
            let name = match component(container) {
                Some(Component::AppMesh) => "appmesh-controller",
                Some(Component::IngressNginx) => "ingress-nginx",
                Some(Component::KubeOpsView) => "kube-ops-view",
                Some(Component::PrometheusAdapter) => "prometheus-adapter",
                Some(Component::Promtail) => "promtail",
                _ => continue,
            };
            let node = container.value_of("image").unwrap_or(container);
            if let Some((_, message, help)) = CHARTS.iter().find(|(known, ..)| *known == name) {
                findings.push(say(
                    name,
                    about(Code::Retired, pod.object, node, *message).help(*help),
                ));
            }
        }
    }
    let auth = tree.get("", "ConfigMap", "kube-system", "aws-auth");
    let is_meant = |map: &&Object| auth.is_some_and(|auth| std::ptr::eq(auth, *map));
    for map in tree.of("", "ConfigMap").filter(is_meant) {
        let node = map.node.at(&["metadata", "name"]).unwrap_or(&map.node);
        findings.push(
            about(Code::Retired, map, node, "the ConfigMap `aws-auth` is deprecated, and one mistake in it locks everybody and every node out")
                .help("use access entries of the EKS API"),
        );
    }
}

fn say(name: &str, mut finding: Diagnostic) -> Diagnostic {
    if GONE.contains(&name) {
        finding.severity = Severity::Error;
    }
    finding
}
