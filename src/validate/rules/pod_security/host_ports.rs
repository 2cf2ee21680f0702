//! EK1405: a container takes a port of its node, and its standard forbids it.
//!
//! Source: the control "Host Ports" of the Pod Security Standards, baseline.

use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityHostPort;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for container in pod.containers() {
                for port in items(container, "ports") {
                    let node = port.value_of("hostPort");
                    let taken = node.and_then(|node| Some((node, node.as_int()?)));
                    if let Some((node, number)) = taken.filter(|(_, number)| *number != 0) {
                        let name = name_of(container);
                        let says = format!(
                            "forbids that the container `{name}` takes the port {number} of the node"
                        );
                        violation(
                            node,
                            says,
                            "leave it out, and reach the pods through a Service",
                        );
                    }
                }
            }
        },
    );
}
