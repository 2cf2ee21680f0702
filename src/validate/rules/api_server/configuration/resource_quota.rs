//! EK1182: ResourceQuotas that the API server refuses. After `ValidateResourceQuotaSpec` of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::resource_name::{Counted, is_of_quotas, is_whole};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::tree::Tree;
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

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for quota in tree.of("", "ResourceQuota") {
        let Some(spec) = quota.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::ResourceQuota, quota, findings);
        hard(spec, &mut judge);
        let scopes: Vec<&Node> = items(spec, "scopes").iter().collect();
        check_scopes(spec, &scopes, &mut judge);
        let demands = spec
            .value_of("scopeSelector")
            .map_or(&[][..], |node| items(node, "matchExpressions"));
        let names: Vec<&Node> = demands
            .iter()
            .filter_map(|demand| demand.value_of("scopeName"))
            .collect();
        check_scopes(spec, &names, &mut judge);
        for demand in demands {
            check_demand(demand, &mut judge);
        }
    }
}

fn hard(spec: &Node, judge: &mut Judge<'_, '_>) {
    for entry in spec
        .value_of("hard")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let name = entry.key.name.as_str();
        if let Some(problem) = Counted::Quota.problem(name) {
            judge.says(
                &entry.value,
                format!("a quota cannot bound `{name}`: {problem}"),
            );
        }
        let Some(amount) = quantity(&entry.value) else {
            continue;
        };
        if amount.is_negative() {
            judge.says(
                &entry.value,
                format!("the bound of `{name}` is below nothing"),
            );
        }
        if is_whole(name)
            && amount
                .milli_value()
                .is_some_and(|number| number % 1_000 != 0)
        {
            judge.says(
                &entry.value,
                format!("the bound of `{name}` must be a whole number"),
            );
        }
    }
}

fn check_scopes(spec: &Node, scopes: &[&Node], judge: &mut Judge<'_, '_>) {
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
            _ => {
                judge.says(node, format!("there is no scope `{scope}`"));
                continue;
            }
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

fn check_demand(demand: &Node, judge: &mut Judge<'_, '_>) {
    let scope = text(demand, &["scopeName"]).unwrap_or_default();
    if scope.is_empty() {
        judge.says(demand, "a demand on scopes needs `scopeName`");
    }
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
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        _ => judge.says(
            at,
            "expected the operator `In`, `NotIn`, `Exists` or `DoesNotExist`",
        ),
    }
}
