//! EK1207: a probe or lifecycle handler goes to a port by a name that its container does not have.
//!
//! Source: Kubernetes, Container v1: the name is looked up among the ports of the same container; the kubelet fails the probe.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::handlers;
use crate::validate::standards::name_of;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            for (what, handler) in handlers(container) {
                let actions = ["httpGet", "tcpSocket"].into_iter();
                let ports = actions.filter_map(|action| handler.at(&[action, "port"]));
                for (node, port) in ports.filter_map(|node| Some((node, node.as_str()?))) {
                    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
                    if is_number || names(container).any(|there| there == port) {
                        continue;
                    }
                    let near = findings.near(port, names(container));
                    let there: Vec<&str> = names(container).collect();
                    let name = name_of(container);
                    let message = format!(
                        "the container `{name}` has no port named `{port}`, which its `{what}` goes to"
                    );
                    let help = match there.as_slice() {
                        [] => format!("add `ports: [{{name: {port}, containerPort: …}}]` to it"),
                        there => format!("it has `{}`", there.join("`, `")),
                    };
                    findings.push(
                        about(Code::UnknownProbePort, pod.object, node, message)
                            .help(near.unwrap_or(help)),
                    );
                }
            }
        }
    }
}

fn names(container: &Node) -> impl Iterator<Item = &str> {
    items(container, "ports")
        .iter()
        .filter_map(|port| text(port, &["name"]))
}
