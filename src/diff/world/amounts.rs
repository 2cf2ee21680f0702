//! What the workloads of a namespace ask for.

use ecow::EcoString;

use super::Side;
use crate::diff::read::amount;
use crate::diff::requested::requested;
use crate::diff::words::Few;
use crate::k8s::quantity::Quantity;
use crate::k8s::{Object, containers, pod_spec};
use crate::yaml::Node;

impl Side<'_> {
    /// Returns what all workloads of a namespace ask for at least, of what a quota counts.
    pub(in crate::diff) fn used(&self, namespace: &EcoString, key: &str) -> Option<Quantity> {
        let question = (namespace.clone(), key.into());
        self.used.get(question, || sum(self, namespace, key))
    }

    /// Returns the workloads of a namespace that have a container with a greater limit.
    pub(in crate::diff) fn above(
        &self,
        namespace: &EcoString,
        resource: &str,
        most: &Quantity,
    ) -> Few {
        let question = (namespace.clone(), resource.into(), most.to_string());
        self.above.get(question, || {
            let workloads = self.workloads(namespace);
            let workloads = workloads.filter(|workload| is_above(workload, resource, most));
            workloads.map(|workload| &workload.id).collect()
        })
    }
}

fn sum(side: &Side<'_>, namespace: &str, key: &str) -> Option<Quantity> {
    let resource = match key {
        "requests.cpu" | "cpu" => Some("cpu"),
        "requests.memory" | "memory" => Some("memory"),
        "pods" | "count/pods" => None,
        _ => return None,
    };
    let mut sum = Quantity::from_int(0);
    for workload in side.workloads(namespace) {
        if matches!(
            workload.id.kind.as_str(),
            "Job" | "CronJob" | "ScaledJob" | "PodTemplate"
        ) {
            continue;
        }
        let number = side.pods(workload)?;
        let more = match resource {
            None => Some(Quantity::from_int(number)),
            Some(resource) => {
                let spec = pod_spec(workload);
                spec.and_then(|spec| requested(spec, resource).times(number))
            }
        };
        sum = sum.add(&more?)?;
    }
    Some(sum)
}

fn is_above(workload: &Object, resource: &str, most: &Quantity) -> bool {
    let is_above = |container: &Node| {
        let limit = amount(container.at(&["resources", "limits", resource]));
        limit.is_some_and(|limit| limit > *most)
    };
    pod_spec(workload).is_some_and(|spec| containers(spec).any(is_above))
}
