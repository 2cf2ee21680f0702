//! EK1414: a process could gain more privileges than its parent, and the standard forbids it.
//!
//! Source: the control "Privilege Escalation" of the Pod Security Standards, restricted. Not on Windows.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, judge, name_of, place_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityEscalation;
    judge(
        tree,
        findings,
        code,
        Level::Restricted,
        |pod, demand, violation| {
            if pod.is_windows() && demand.minor >= Minor(25) {
                return;
            }
            for container in pod.containers() {
                let node = container.at(&["securityContext", "allowPrivilegeEscalation"]);
                if node.and_then(Node::as_bool) != Some(false) {
                    let name = name_of(container);
                    let says = format!(
                        "demands `allowPrivilegeEscalation: false` of the container `{name}`"
                    );
                    violation(
                        node.unwrap_or(place_of(container)),
                        says,
                        "add `allowPrivilegeEscalation: false` to its `securityContext`",
                    );
                }
            }
        },
    );
}
