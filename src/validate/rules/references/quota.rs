//! EK1219: a workload that never fits into the quota of its namespace.
//!
//! Source: Kubernetes, Resource Quotas: pods beyond `hard` are refused, and where cpu or memory is limited, so is each pod that
//! does not state it. Quotas with scopes are not judged, nor what several workloads ask for together.

use crate::diag::Code;
use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::validate::amounts::{of_pod, quantity};
use crate::validate::autoscalers::Sizes;
use crate::validate::findings::{Findings, about, items};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let quotas = tree.of_kind("ResourceQuota");
    if quotas.is_empty() {
        return;
    }
    let sizes = Sizes::new(tree);
    for quota in quotas {
        let Some(spec) = quota.node.value_of("spec") else {
            continue;
        };
        let scoped = ["scopes", "scopeSelector"]
            .iter()
            .any(|key| spec.value_of(key).is_some());
        let hard = spec
            .value_of("hard")
            .and_then(Node::as_map)
            .filter(|_| !scoped);
        for entry in hard.into_iter().flatten() {
            for pod in tree.pods.within(&quota.id.namespace) {
                one(tree, quota, entry, pod, sizes.least(pod.object), findings);
            }
        }
    }
}

fn one(
    tree: &Tree<'_>,
    quota: &Object,
    entry: &Entry,
    pod: &Pod<'_>,
    count: i64,
    findings: &mut Findings,
) {
    let key = entry.key.name.as_str();
    let Some(hard) = quantity(&entry.value) else {
        return;
    };
    let node = items(pod.spec, "containers")
        .first()
        .map_or(pod.spec, |first| {
            first.value_of("resources").unwrap_or(first)
        });
    let mut report = |message: String, help: &str| {
        findings.push(
            about(Code::BeyondQuota, pod.object, node, message)
                .related(
                    entry.value.span(),
                    format!("`{}` allows this much", quota.id),
                )
                .help(help),
        );
    };
    if key == "pods" {
        if Quantity::from_int(count) > hard {
            let text = format!(
                "`{}` has {count} pods, and the quota of its namespace allows {hard}",
                pod.object.id
            );
            report(text, "ask for fewer, or raise the quota");
        }
        return;
    }
    let (amounts, resource) = match key.split_once('.') {
        Some((amounts @ ("requests" | "limits"), resource)) if resource != "storage" => {
            (amounts, resource)
        }
        None if matches!(key, "cpu" | "memory" | "ephemeral-storage") => ("requests", key),
        _ => return,
    };
    match of_pod(pod, amounts, resource) {
        Some(one) => {
            let all = one.times(count).unwrap_or(one);
            if all > hard {
                let text = format!(
                    "{count} × {one} {resource} are more than the {hard} of `{key}` that the quota of the namespace allows"
                );
                report(text, "ask for less, or raise the quota");
            }
        }
        None if matches!(resource, "cpu" | "memory")
            && tree
                .names("LimitRange", &quota.id.namespace)
                .next()
                .is_none() =>
        {
            let text =
                format!("the quota of the namespace limits `{key}`, so each pod must state it");
            report(
                text,
                "state it for each container, or add a LimitRange with defaults",
            );
        }
        None => {}
    }
}
