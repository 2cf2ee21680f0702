//! EK1344: the quota of a namespace has no room for the least that an autoscaler wants.
//!
//! Source: Kubernetes, Resource Quotas.

use crate::diag::Code;
use crate::k8s::quantity::Quantity;
use crate::validate::autoscalers::{autoscalers, target_of};
use crate::validate::findings::{Findings, about};
use crate::validate::pods::Pod;
use crate::validate::rules::eks::sizes::least_of;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Entries of a quota, and the requests or limits they count.
const COUNTED: &[(&str, &str, &str)] = &[
    ("requests.cpu", "requests", "cpu"),
    ("cpu", "requests", "cpu"),
    ("requests.memory", "requests", "memory"),
    ("memory", "requests", "memory"),
    ("limits.cpu", "limits", "cpu"),
    ("limits.memory", "limits", "memory"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.of_kind("ResourceQuota").is_empty() {
        return;
    }
    for autoscaler in autoscalers(tree) {
        let object = autoscaler.object;
        let least = least_of(object);
        let Some(pod) = target_of(tree, autoscaler).and_then(|target| tree.pod_of(target)) else {
            continue;
        };
        for name in tree.names("ResourceQuota", &object.id.namespace) {
            let quota = tree.get("", "ResourceQuota", &object.id.namespace, name);
            // A quota with scopes counts other pods.
            let plain = quota.filter(|quota| {
                quota.node.at(&["spec", "scopes"]).is_none()
                    && quota.node.at(&["spec", "scopeSelector"]).is_none()
            });
            let Some(hard) = plain.and_then(|quota| quota.node.at(&["spec", "hard"])) else {
                continue;
            };
            let over = COUNTED.iter().find_map(|(entry, amounts, resource)| {
                let bound = hard.value_of(entry)?;
                let needed = sum(pod, amounts, resource)?.times(least)?;
                (needed > quantity(bound)?).then_some((*entry, bound, needed))
            });
            let Some((entry, bound, needed)) = over else {
                continue;
            };
            let node = object
                .node
                .at(&["spec", "minReplicas"])
                .or(object.node.at(&["spec", "minReplicaCount"]));
            findings.push(
                about(
                    Code::QuotaBelowAutoscaler,
                    object,
                    node.unwrap_or(autoscaler.name),
                    format!("`{}` wants {least} pods at least, {needed} of `{entry}` together, and the quota `{name}` has {}", object.id, bound.to_text().unwrap_or_default()),
                )
                .related(bound.span(), "the quota")
                .help("raise the quota, or lower the bound or the requests"),
            );
        }
    }
}

fn sum(pod: &Pod<'_>, amounts: &str, resource: &str) -> Option<Quantity> {
    let stated = pod
        .running()
        .filter_map(|container| quantity(container.at(&["resources", amounts, resource])?));
    stated.reduce(|sum, next| sum.add(&next).unwrap_or(sum))
}

fn quantity(node: &Node) -> Option<Quantity> {
    Quantity::parse(&node.to_text()?).ok()
}
