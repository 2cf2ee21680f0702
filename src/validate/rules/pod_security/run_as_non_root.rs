//! EK1415: a container may run as root, and the standard forbids it.
//!
//! Source: the control "Running as Non-root" of the Pod Security Standards, restricted; from 1.35 on not in a user namespace.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, contexts, judge, name_of, place_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityNonRoot;
    judge(
        tree,
        findings,
        code,
        Level::Restricted,
        |pod, demand, violation| {
            if pod.has_own_users() && demand.minor >= Minor(35) {
                return;
            }
            let mut forbidden = false;
            for node in contexts(pod).filter_map(|context| context.value_of("runAsNonRoot")) {
                if node.as_bool() == Some(false) {
                    forbidden = true;
                    violation(
                        node,
                        "forbids `runAsNonRoot: false`".to_owned(),
                        "write `runAsNonRoot: true`",
                    );
                }
            }
            let of_pod = pod.spec.at(&["securityContext", "runAsNonRoot"]);
            if forbidden || of_pod.and_then(Node::as_bool) == Some(true) {
                return;
            }
            let lacks =
                |container: &&Node| container.at(&["securityContext", "runAsNonRoot"]).is_none();
            for container in pod.containers().filter(lacks) {
                violation(
                    place_of(container),
                    format!(
                        "demands `runAsNonRoot: true` of the container `{}`",
                        name_of(container)
                    ),
                    "add `securityContext: {runAsNonRoot: true}` to the pod",
                );
            }
        },
    );
}
