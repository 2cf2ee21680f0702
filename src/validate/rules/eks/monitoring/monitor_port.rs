//! EK1385: a monitor names a port by its number.
//!
//! Source: Prometheus Operator, API reference: `Endpoint.port` is "the name of the Service port". Names that nothing has are EK1217's.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::tree::Tree;

const ENDPOINTS: &[(&str, &str)] = &[
    ("PodMonitor", "podMetricsEndpoints"),
    ("ServiceMonitor", "endpoints"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (kind, list) in ENDPOINTS {
        for monitor in tree.of("monitoring.coreos.com", kind) {
            let spec = monitor.node.value_of("spec");
            let endpoints = spec.map_or(&[][..], |spec| items(spec, list));
            for node in endpoints
                .iter()
                .filter_map(|endpoint| endpoint.value_of("port"))
            {
                let name = node.as_str().unwrap_or_default();
                if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_digit()) {
                    continue;
                }
                let message =
                    format!("`{name}` is a number, where the name of a port was expected");
                findings.push(
                    about(Code::MonitorPort, monitor, node, message)
                        .help("name the port, or use `targetPort`"),
                );
            }
        }
    }
}
