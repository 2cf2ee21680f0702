//! EK1171: rules of Roles and ClusterRoles that the API server refuses. After `ValidatePolicyRule` of
//! `pkg/apis/rbac/validation`.

use super::GROUP;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in ["Role", "ClusterRole"] {
        for role in tree.of(GROUP, kind) {
            let mut judge = Judge::new(Code::RoleRule, role, findings);
            for rule in items(&role.node, "rules") {
                one(rule, kind, &mut judge);
            }
            if kind == "ClusterRole"
                && let Some(aggregation) = role.node.value_of("aggregationRule")
            {
                judge.needs(aggregation, "clusterRoleSelectors", "`aggregationRule`");
            }
        }
    }
}

fn one(rule: &Node, kind: &str, judge: &mut Judge<'_, '_>) {
    judge.needs(rule, "verbs", "a rule");
    if items(rule, "nonResourceURLs").is_empty() {
        judge.needs(rule, "apiGroups", "a rule about resources");
        judge.needs(rule, "resources", "a rule about resources");
        return;
    }
    if kind == "Role" {
        judge.refuses(rule, "nonResourceURLs", "in a Role, only in a ClusterRole");
    }
    for key in ["apiGroups", "resources", "resourceNames"] {
        judge.refuses(
            rule,
            key,
            "beside `nonResourceURLs`; make it a rule of its own",
        );
    }
}
