//! EK1401: a pod shares the network, process or IPC namespace of its node, and its standard forbids it.
//!
//! Source: the control "Host Namespaces" of the Pod Security Standards, baseline.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, judge};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityHostNamespaces;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for field in ["hostNetwork", "hostPID", "hostIPC"] {
                let node = pod.spec.value_of(field);
                if let Some(node) = node.filter(|node| Node::as_bool(node) == Some(true)) {
                    violation(node, format!("forbids `{field}: true`"), "leave it out");
                }
            }
        },
    );
}
