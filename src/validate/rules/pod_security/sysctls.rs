//! EK1410: a pod sets a kernel parameter that its standard forbids.
//!
//! Source: the control "Sysctls" of the Pod Security Standards, baseline; the list grew in 1.27, 1.29 and 1.32.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items};
use crate::validate::standards::{Level, judge};
use crate::validate::tree::Tree;

/// Each parameter that is safe, and the version from which on it is.
const SAFE: [(&str, Minor); 12] = [
    ("kernel.shm_rmid_forced", Minor(0)),
    ("net.ipv4.ip_local_port_range", Minor(0)),
    ("net.ipv4.ip_unprivileged_port_start", Minor(0)),
    ("net.ipv4.ping_group_range", Minor(0)),
    ("net.ipv4.tcp_syncookies", Minor(0)),
    ("net.ipv4.ip_local_reserved_ports", Minor(27)),
    ("net.ipv4.tcp_fin_timeout", Minor(29)),
    ("net.ipv4.tcp_keepalive_intvl", Minor(29)),
    ("net.ipv4.tcp_keepalive_probes", Minor(29)),
    ("net.ipv4.tcp_keepalive_time", Minor(29)),
    ("net.ipv4.tcp_rmem", Minor(32)),
    ("net.ipv4.tcp_wmem", Minor(32)),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecuritySysctl;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            let Some(context) = pod.spec.value_of("securityContext") else {
                return;
            };
            for sysctl in items(context, "sysctls") {
                let node = sysctl.value_of("name");
                let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) else {
                    continue;
                };
                if !SAFE
                    .iter()
                    .any(|(safe, since)| *safe == name && *since <= demand.minor)
                {
                    violation(node, format!("forbids the sysctl `{name}`"), "leave it out");
                }
            }
        },
    );
}
