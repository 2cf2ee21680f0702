//! The scopes of a ResourceQuota.

use crate::k8s::resource_name::is_of_quotas;
use crate::validate::findings::{items, text};
use crate::validate::judge::Judge;
use crate::yaml::Node;

/// Scopes that exclude each other.
const OPPOSITES: [(&str, &str); 2] = [
    ("BestEffort", "NotBestEffort"),
    ("Terminating", "NotTerminating"),
];

const OF_PODS: [&str; 7] = [
    "pods",
    "cpu",
    "memory",
    "limits.cpu",
    "limits.memory",
    "requests.cpu",
    "requests.memory",
];

/// Checks scopes, each a node that holds its name, against what the quota bounds.
pub(super) fn check_scopes(spec: &Node, scopes: &[&Node], judge: &mut Judge<'_, '_>) {
    let hard = spec.value_of("hard").and_then(Node::as_map);
    for node in scopes {
        let Some(scope) = node.as_str() else { continue };
        let allowed: &[&str] = match scope {
            "BestEffort" => &["pods"],
            "VolumeAttributesClass" => &["persistentvolumeclaims", "requests.storage"],
            "Terminating"
            | "NotTerminating"
            | "NotBestEffort"
            | "PriorityClass"
            | "CrossNamespacePodAffinity" => &OF_PODS,
            _ => continue,
        };
        let wrong = hard
            .into_iter()
            .flatten()
            .map(|entry| entry.key.name.as_str());
        if let Some(wrong) = wrong
            .into_iter()
            .find(|name| is_of_quotas(name) && !allowed.contains(name))
        {
            judge.says(
                node,
                format!("the scope `{scope}` does not go with a bound of `{wrong}`"),
            );
        }
    }
    let has = |wanted: &str| scopes.iter().find(|node| node.as_str() == Some(wanted));
    for (one, other) in OPPOSITES {
        if let (Some(_), Some(node)) = (has(one), has(other)) {
            judge.says(
                node,
                format!("the scopes `{one}` and `{other}` exclude each other"),
            );
        }
    }
}

/// Checks an element of `scopeSelector`.
pub(super) fn check_demand(demand: &Node, judge: &mut Judge<'_, '_>) {
    judge.wants(demand, "scopeName", "a demand on scopes");
    judge.wants(demand, "operator", "a demand on scopes");
    let scope = text(demand, &["scopeName"]).unwrap_or_default();
    let operator = text(demand, &["operator"]).unwrap_or_default();
    let at = demand.value_of("operator").unwrap_or(demand);
    let by_value = matches!(scope, "PriorityClass" | "VolumeAttributesClass");
    if !by_value && operator != "Exists" && !scope.is_empty() {
        judge.says(
            at,
            format!("the scope `{scope}` takes the operator `Exists` alone"),
        );
    }
    let values = items(demand, "values");
    match operator {
        "In" | "NotIn" if values.is_empty() => {
            judge.says(demand, format!("`{operator}` needs `values`"));
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            judge.says(&values[0], format!("`{operator}` takes no `values`"));
        }
        _ => {}
    }
}
