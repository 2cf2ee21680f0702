//! EK0617: an autoscaler computes a share of requests that a container does not state.

use crate::diag::Code;
use crate::validate::autoscalers::{autoscalers, target_of};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::defaults::requests_by_default;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in autoscalers(tree) {
        let target = target_of(tree, autoscaler);
        let Some(pod) = target.and_then(|target| tree.pod_of(target)) else {
            continue;
        };
        let Some(spec) = autoscaler.object.node.value_of("spec") else {
            continue;
        };
        for (metric, resource, only) in shares(spec) {
            if requests_by_default(tree, &pod.object.id.namespace, resource) {
                continue;
            }
            for container in pod.running() {
                let name = text(container, &["name"]).unwrap_or_default();
                let stated = ["requests", "limits"]
                    .iter()
                    .any(|amounts| container.at(&["resources", amounts, resource]).is_some());
                if stated || only.is_some_and(|only| only != name) {
                    continue;
                }
                findings.push(
                    about(
                        Code::UtilizationWithoutRequest,
                        autoscaler.object,
                        metric,
                        format!(
                            "the container `{name}` of `{}` requests no `{resource}`, so its utilization cannot be computed",
                            pod.object.id
                        ),
                    )
                    .related(container.span(), "the container")
                    .help(format!("add `resources.requests.{resource}` to `{name}`")),
                );
            }
        }
    }
}

/// Returns the metrics that are shares of requests: where they stand, the resource and the container, if it is only one.
fn shares(spec: &Node) -> Vec<(&Node, &str, Option<&str>)> {
    let metrics = items(spec, "metrics").iter().filter_map(|metric| {
        let (field, container) = match text(metric, &["type"])? {
            "Resource" => ("resource", None),
            "ContainerResource" => (
                "containerResource",
                text(metric, &["containerResource", "container"]),
            ),
            _ => return None,
        };
        let share = metric.at(&[field, "target", "averageUtilization"])?;
        Some((share, text(metric, &[field, "name"])?, container))
    });
    let triggers = items(spec, "triggers").iter().filter_map(|trigger| {
        let kind = text(trigger, &["type"]).filter(|kind| matches!(*kind, "cpu" | "memory"))?;
        let of_requests =
            text(trigger, &["metricType"]).is_none_or(|metric| metric == "Utilization");
        let value = trigger.at(&["metadata", "value"]).filter(|_| of_requests)?;
        Some((value, kind, text(trigger, &["metadata", "containerName"])))
    });
    metrics.chain(triggers).collect()
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{autoscaler, deployment, found};

    #[test]
    fn every_container_must_state_the_request() {
        let scaler = autoscaler(
            r#"[{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}]"#,
        );
        let with = r#"{"name": "a", "resources": {"requests": {"cpu": "1"}}}"#;
        let both = deployment(
            "{}",
            &format!(r#"{{"containers": [{with}, {{"name": "b"}}]}}"#),
        );
        let one = deployment("{}", &format!(r#"{{"containers": [{with}]}}"#));
        assert_eq!(
            found(Code::UtilizationWithoutRequest, &[&scaler, &both]).len(),
            1
        );
        assert_eq!(
            found(Code::UtilizationWithoutRequest, &[&scaler, &one]).len(),
            0
        );
    }
}
