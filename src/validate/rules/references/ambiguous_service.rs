//! EK1201: a Service sends to the pods of two workloads.
//!
//! Source: Kubernetes, Services: every ready pod that the selector matches gets a share of the traffic.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

/// Labels by which people tell versions of one application apart, all of which one Service is meant for.
const VERSIONS: [&str; 8] = [
    "app.kubernetes.io/version",
    "canary",
    "color",
    "release",
    "revision",
    "slot",
    "track",
    "version",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of_kind("Service") {
        let Some(spec) = service.node.value_of("spec") else {
            continue;
        };
        let headless = text(spec, &["clusterIP"]) == Some("None");
        let Some(node) = spec.value_of("selector").filter(|_| !headless) else {
            continue;
        };
        let selector = LabelSelector::equal_to(node);
        let pods = tree.pods.together(&service.id.namespace, &selector);
        let mut pods = pods.filter(|pod| pod.object.id.kind != "Pod");
        let (Some(first), false) = (pods.next(), selector.is_empty()) else {
            continue;
        };
        let other = pods.find(|pod| pod.object.id != first.object.id && !is_a_version(first, pod));
        if let Some(other) = other {
            let message = format!(
                "the Service sends to `{}` and to `{}`",
                first.object.id, other.object.id
            );
            findings.push(
                about(Code::AmbiguousService, service, node, message)
                    .help("add a label to the selector that only one of them has"),
            );
        }
    }
}

fn is_a_version(one: &Pod<'_>, other: &Pod<'_>) -> bool {
    let value = |pod: &Pod<'_>, key| {
        pod.labels
            .and_then(|labels| text(labels, &[key]).map(str::to_owned))
    };
    VERSIONS
        .iter()
        .any(|key| value(one, key) != value(other, key))
}
