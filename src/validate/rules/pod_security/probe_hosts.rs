//! EK1411: a probe or lifecycle handler goes to another host, and its standard forbids it.
//!
//! Source: the control "Host Probes / Lifecycle Hooks" of the Pod Security Standards, baseline from 1.34 on.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::pods::handlers;
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityProbeHost;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            if demand.minor < Minor(34) {
                return;
            }
            for container in pod.containers() {
                for (what, handler) in handlers(container) {
                    for action in ["httpGet", "tcpSocket"] {
                        let node = handler.at(&[action, "host"]);
                        let stated = node.and_then(|node| Some((node, node.as_str()?)));
                        if let Some((node, _)) = stated.filter(|(_, host)| !host.is_empty()) {
                            let name = name_of(container);
                            let says = format!(
                                "forbids `{action}.host` in the `{what}` of the container `{name}`"
                            );
                            violation(node, says, "leave it out: it is the pod itself then");
                        }
                    }
                }
            }
        },
    );
}
