//! EK1206: a binding to a role that nobody makes.
//!
//! Source: Kubernetes, RBAC: a binding to a role that does not exist grants nothing, without an error.

use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

const GROUP: &str = "rbac.authorization.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for binding in ["RoleBinding", "ClusterRoleBinding"]
        .iter()
        .flat_map(|kind| tree.of_kind(kind))
    {
        let role = binding
            .node
            .value_of("roleRef")
            .filter(|_| binding.id.group == GROUP);
        let Some((role, node)) = role.and_then(|role| Some((role, role.value_of("name")?))) else {
            continue;
        };
        let (kind, namespace) = match text(role, &["kind"]) {
            Some("ClusterRole") => ("ClusterRole", ""),
            Some("Role") => ("Role", binding.id.namespace.as_str()),
            _ => continue,
        };
        let name = Name {
            object: binding,
            node,
            group: GROUP,
            kind,
            namespace,
        };
        demand(tree, findings, Code::MissingRole, name);
    }
}
