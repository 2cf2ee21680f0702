//! EK1172: references to a role that the API server refuses. After `ValidateRoleBinding` and `ValidateClusterRoleBinding` of
//! `pkg/apis/rbac/validation`.

use super::{BINDINGS, GROUP};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in BINDINGS {
        for binding in tree.of(GROUP, kind) {
            let mut judge = Judge::new(Code::RoleRef, binding, findings);
            let Some(role) = judge.needs(&binding.node, "roleRef", "a binding") else {
                continue;
            };
            if let Some(group) = role
                .text_of("apiGroup")
                .filter(|node| node.as_str() != Some(GROUP))
            {
                judge.advises(
                    group,
                    format!("a role is of the group `{GROUP}`"),
                    format!("write `{GROUP}`"),
                );
            }
            judge.wants(role, "kind", "a reference to a role");
            if kind == "ClusterRoleBinding"
                && let Some(kind) = role
                    .value_of("kind")
                    .filter(|node| node.as_str() == Some("Role"))
            {
                judge.says(kind, "a ClusterRoleBinding refers to a `ClusterRole`");
            }
            if let Some(name) = judge.needs(role, "name", "a reference to a role") {
                judge.format(name, Format::PathSegment, "name for a role");
            }
        }
    }
}
