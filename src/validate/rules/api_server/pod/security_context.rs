//! EK1126: security contexts of containers that contradict themselves. After `ValidateSecurityContext` of
//! `pkg/apis/core/validation`.

use super::{called, each, is_true};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, `procMount` counts (`ProcMountType`); before, it is dropped.
const PROC_MOUNT: Minor = Minor(33);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each(tree, findings, Code::SecurityContext, |pod, judge| {
        check_pod(pod, minor, judge)
    });
}

fn check_pod(pod: &Pod<'_>, minor: Minor, judge: &mut Judge<'_, '_>) {
    let own_users = pod.spec.value_of("hostUsers").and_then(Node::as_bool) == Some(false);
    for container in pod.containers() {
        let Some(context) = container.value_of("securityContext") else {
            continue;
        };
        let escalation = context.value_of("allowPrivilegeEscalation");
        if let Some(node) = escalation.filter(|node| node.as_bool() == Some(false)) {
            let gains = gains(context);
            if let Some(why) = gains {
                let message = format!(
                    "{} cannot forbid to gain privileges and have {why}",
                    called(container)
                );
                judge.advises(node, message, format!("remove one of them: this, or {why}"));
            }
        }
        if !own_users
            && minor >= PROC_MOUNT
            && let Some(node) = context.value_of("procMount")
            && node.as_str() == Some("Unmasked")
        {
            judge.advises(
                node,
                "`Unmasked` needs a pod with users of its own",
                "add `hostUsers: false` to the pod",
            );
        }
    }
}

/// Returns what gives privileges whatever else is said; the API server knows the capability by its long name alone.
fn gains(context: &Node) -> Option<&'static str> {
    if is_true(context, &["privileged"]) {
        return Some("`privileged: true`");
    }
    let capabilities = context.value_of("capabilities")?;
    let admin = items(capabilities, "add")
        .iter()
        .any(|one| text(one, &[]) == Some("CAP_SYS_ADMIN"));
    admin.then_some("the capability `CAP_SYS_ADMIN`")
}
