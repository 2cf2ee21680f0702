//! EK1408: a container unmasks `/proc`, and its standard forbids it.
//!
//! Source: the control "/proc Mount Type" of the Pod Security Standards, baseline. From 1.35 on `baseline` allows it in a user
//! namespace, `hostUsers: false`; `restricted` does not.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityProcMount;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            if demand.level == Level::Baseline && demand.minor >= Minor(35) && pod.has_own_users() {
                return;
            }
            for container in pod.containers() {
                let node = container.at(&["securityContext", "procMount"]);
                let stated = node.and_then(|node| Some((node, node.as_str()?)));
                if let Some((node, kind)) = stated.filter(|(_, kind)| *kind != "Default") {
                    let name = name_of(container);
                    let says =
                        format!("forbids the `procMount` `{kind}` of the container `{name}`");
                    violation(node, says, "leave it out");
                }
            }
        },
    );
}
