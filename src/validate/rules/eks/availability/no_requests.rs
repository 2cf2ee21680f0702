//! EK1337: a container says nothing of the resources it needs.
//!
//! Source: Karpenter, Concepts: scheduling, "Resource requests"; EKS Best Practices, Reliability: data plane, "Configure and size resource requests/limits for all workloads".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::defaults::requests_by_default;
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    // Managed node groups have the nodes they have; the others make nodes that fit the requests.
    if !matches!(fact(tree, "compute"), Some("karpenter" | "auto-mode")) {
        return;
    }
    for pod in tree.pods.iter() {
        if pod.spec.at(&["resources", "requests"]).is_some() {
            continue;
        }
        for container in items(pod.spec, "containers") {
            let states = |resource| {
                ["requests", "limits"]
                    .iter()
                    .any(|amounts| container.at(&["resources", amounts, resource]).is_some())
            };
            let missing: Vec<&str> = ["cpu", "memory"]
                .into_iter()
                .filter(|resource| {
                    !states(resource)
                        && !requests_by_default(tree, &pod.object.id.namespace, resource)
                })
                .collect();
            if missing.is_empty() {
                continue;
            }
            let name = text(container, &["name"]).unwrap_or_default();
            findings.push(
                about(
                    Code::NoRequests,
                    pod.object,
                    container.value_of("name").unwrap_or(container),
                    format!(
                        "the container `{name}` of `{}` requests no `{}`",
                        pod.object.id,
                        missing.join("` and no `")
                    ),
                )
                .help("add `resources.requests`: nodes are chosen, and made, by them"),
            );
        }
    }
}
