//! EK1386: a monitor for a part of the control plane that nobody can reach on EKS.
//!
//! Source: kube-prometheus-stack, `values.yaml`, `kubeEtcd`, `kubeScheduler`, `kubeControllerManager`; Amazon EKS, the managed control plane.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

const PARTS: &[&str] = &["kube-etcd", "kube-scheduler", "kube-controller-manager"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for monitor in tree.of_kind("ServiceMonitor") {
        let name = monitor.id.name.as_str();
        let Some(part) = PARTS.iter().find(|part| name.ends_with(*part)) else {
            continue;
        };
        let node = monitor
            .node
            .at(&["metadata", "name"])
            .unwrap_or(&monitor.node);
        findings.push(
            about(
                Code::ControlPlaneMonitor,
                monitor,
                node,
                format!("nobody can scrape `{part}` on EKS: AWS runs it elsewhere"),
            )
            .help("turn it off in the chart: `kubeEtcd`, `kubeScheduler`, `kubeControllerManager: {enabled: false}`"),
        );
    }
}
