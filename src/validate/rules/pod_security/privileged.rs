//! EK1402: a container is privileged, and its standard forbids it.
//!
//! Source: the control "Privileged Containers" of the Pod Security Standards, baseline.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityPrivileged;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for container in pod.containers() {
                let node = container.at(&["securityContext", "privileged"]);
                if let Some(node) = node.filter(|node| node.as_bool() == Some(true)) {
                    let says = format!(
                        "forbids that the container `{}` is privileged",
                        name_of(container)
                    );
                    violation(
                        node,
                        says,
                        "leave it out, and add the capabilities that are needed",
                    );
                }
            }
        },
    );
}
