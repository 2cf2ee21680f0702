//! EK1177: the behavior of a HorizontalPodAutoscaler that the API server refuses. After `validateScalingRules` of
//! `pkg/apis/autoscaling/validation`.

use super::{GROUP, is_v1};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, quantity};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in tree.of(GROUP, "HorizontalPodAutoscaler") {
        let behavior = autoscaler
            .node
            .at(&["spec", "behavior"])
            .filter(|_| !is_v1(autoscaler));
        let Some(behavior) = behavior else { continue };
        let mut judge = Judge::new(Code::AutoscalerBehavior, autoscaler, findings);
        for direction in ["scaleUp", "scaleDown"] {
            if let Some(rules) = behavior.value_of(direction) {
                check_rules(rules, &mut judge);
            }
        }
    }
}

fn check_rules(rules: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(tolerance) = rules.value_of("tolerance")
        && quantity(tolerance).is_some_and(|amount| amount.is_negative())
    {
        judge.says(tolerance, "a tolerance is not below nothing");
    }
    for policy in items(rules, "policies") {
        for key in ["type", "value", "periodSeconds"] {
            judge.wants(policy, key, "a policy");
        }
    }
    // Without `policies` there are those of the default; an empty list is a list.
    if rules
        .value_of("policies")
        .is_some_and(|node| node.as_list() == Some(&[]))
    {
        judge.needs(rules, "policies", "a direction");
    }
}
