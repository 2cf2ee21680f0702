//! EK1182: ResourceQuotas that the API server refuses. After `ValidateResourceQuotaSpec` of `pkg/apis/core/validation`.

use super::quota_scopes::{check_demand, check_scopes};
use crate::diag::Code;
use crate::k8s::resource_name::{Counted, is_whole};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, quantity};
use crate::validate::tree::Tree;
use crate::yaml::Node;

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
