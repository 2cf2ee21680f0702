//! EK1404: a pod mounts a folder of its node, and its standard forbids it.
//!
//! Source: the control "HostPath Volumes" of the Pod Security Standards, baseline.

use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityHostPath;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for volume in items(pod.spec, "volumes") {
                if let Some(node) = volume.value_of("hostPath") {
                    let says =
                        format!("forbids the `hostPath` of the volume `{}`", name_of(volume));
                    violation(node, says, "use a volume that does not belong to the node");
                }
            }
        },
    );
}
