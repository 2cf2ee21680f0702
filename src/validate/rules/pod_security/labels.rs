//! EK1417: a Pod Security label of a Namespace that the API server cannot read.
//!
//! Source: k8s.io/pod-security-admission, api/helpers.go: a level is one of three words, a version `latest` or `v1.N`. The
//! admission plugin refuses a Namespace with any other.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::standards::{Level, PREFIX, version_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for namespace in tree
        .of_kind("Namespace")
        .iter()
        .filter(|object| object.id.group.is_empty())
    {
        let labels = namespace
            .node
            .at(&["metadata", "labels"])
            .and_then(Node::as_map);
        for entry in labels.into_iter().flatten() {
            let Some((name, value)) = entry
                .key
                .name
                .strip_prefix(PREFIX)
                .zip(entry.value.as_str())
            else {
                continue;
            };
            let (expected, understood) = match name {
                "enforce" | "warn" | "audit" => (
                    "`privileged`, `baseline` or `restricted`",
                    Level::read(value).is_some(),
                ),
                "enforce-version" | "warn-version" | "audit-version" => (
                    "`latest` or a version such as `v1.30`",
                    version_of(value).is_some(),
                ),
                _ => continue,
            };
            if understood {
                continue;
            }
            let levels = ["privileged", "baseline", "restricted"];
            let near = findings.near(
                value,
                levels.into_iter().filter(|_| !name.ends_with("-version")),
            );
            findings.push(
                about(
                    Code::PodSecurityLabel,
                    namespace,
                    &entry.value,
                    format!("expected {expected}, found `{value}`"),
                )
                .maybe_help(near),
            );
        }
    }
}
