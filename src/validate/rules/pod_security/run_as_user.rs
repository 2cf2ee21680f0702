//! EK1416: a container runs as root, and the standard forbids it.
//!
//! Source: the control "Running as Non-root user" of the Pod Security Standards, restricted from 1.23 on; from 1.35 on not in a
//! user namespace.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, contexts, judge};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityRootUser;
    judge(
        tree,
        findings,
        code,
        Level::Restricted,
        |pod, demand, violation| {
            let spared = pod.has_own_users() && demand.minor >= Minor(35);
            if spared || demand.minor < Minor(23) {
                return;
            }
            for node in contexts(pod).filter_map(|context| context.value_of("runAsUser")) {
                if node.as_int() == Some(0) {
                    violation(
                        node,
                        "forbids `runAsUser: 0`".to_owned(),
                        "name another user, or leave it to the image",
                    );
                }
            }
        },
    );
}
