//! EK1403: a container has capabilities that its standard forbids.
//!
//! Source: the control "Capabilities" of the Pod Security Standards. `baseline` allows to add what container runtimes give
//! anyhow; `restricted`, from 1.22 on, demands to drop all and allows to add one. Windows knows no capabilities.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items};
use crate::validate::standards::{Level, judge, name_of, place_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What a container may add by `baseline`.
const DEFAULTS: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// And by `restricted`.
const RESTRICTED: [&str; 1] = ["NET_BIND_SERVICE"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityCapabilities;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            let restricted = demand.level == Level::Restricted && demand.minor >= Minor(22);
            if restricted && pod.is_windows() && demand.minor >= Minor(25) {
                return;
            }
            let allowed = if restricted {
                &RESTRICTED[..]
            } else {
                &DEFAULTS[..]
            };
            for container in pod.containers() {
                let listed = |key| {
                    let capabilities = container.at(&["securityContext", "capabilities"]);
                    capabilities.map_or(&[][..], |capabilities| items(capabilities, key))
                };
                let name = name_of(container);
                let drops = listed("drop")
                    .iter()
                    .any(|dropped| dropped.as_str() == Some("ALL"));
                if restricted && !drops {
                    let says =
                        format!("demands that the container `{name}` drops all capabilities");
                    violation(
                        place_of(container),
                        says,
                        "add `capabilities: {drop: [ALL]}` to its `securityContext`",
                    );
                }
                for node in listed("add") {
                    if let Some(added) = Node::as_str(node).filter(|added| !allowed.contains(added))
                    {
                        let says = format!("forbids that the container `{name}` adds `{added}`");
                        violation(node, says, "leave it out");
                    }
                }
            }
        },
    );
}
