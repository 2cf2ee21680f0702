//! EK1412: a pod runs as a process of a Windows node, and its standard forbids it.
//!
//! Source: the control "HostProcess" of the Pod Security Standards, baseline.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, contexts, judge};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityHostProcess;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for context in contexts(pod) {
                let node = context.at(&["windowsOptions", "hostProcess"]);
                if let Some(node) = node.filter(|node| node.as_bool() == Some(true)) {
                    violation(
                        node,
                        "forbids `hostProcess: true`".to_owned(),
                        "leave it out",
                    );
                }
            }
        },
    );
}
