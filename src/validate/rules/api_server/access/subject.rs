//! EK1173: subjects of a binding that the API server refuses. After `ValidateRoleBindingSubject` of
//! `pkg/apis/rbac/validation`.

use super::{BINDINGS, GROUP};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in BINDINGS {
        for binding in tree.of(GROUP, kind) {
            let mut judge = Judge::new(Code::Subject, binding, findings);
            for subject in items(&binding.node, "subjects") {
                one(subject, kind == "RoleBinding", &mut judge);
            }
        }
    }
}

fn one(subject: &Node, namespaced: bool, judge: &mut Judge<'_, '_>) {
    judge.wants(subject, "kind", "a subject");
    let name = judge.needs(subject, "name", "a subject");
    let group = subject.text_of("apiGroup");
    match text(subject, &["kind"]) {
        Some("ServiceAccount") => {
            if let Some(name) = name {
                judge.format(name, Format::Subdomain, "name for a ServiceAccount");
            }
            if let Some(group) = group {
                judge.advises(
                    group,
                    "a ServiceAccount is of the core group",
                    "remove `apiGroup`",
                );
            }
            if !namespaced {
                judge.needs(
                    subject,
                    "namespace",
                    "a ServiceAccount in a ClusterRoleBinding",
                );
            }
        }
        Some(kind @ ("User" | "Group")) => {
            if let Some(group) = group.filter(|node| node.as_str() != Some(GROUP)) {
                let message = format!("a subject `{kind}` is of the group `{GROUP}`");
                judge.advises(group, message, "remove `apiGroup`");
            }
        }
        _ => {}
    }
}
