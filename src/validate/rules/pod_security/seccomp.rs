//! EK1409: a container runs without the seccomp profile that its standard demands.
//!
//! Source: the control "Seccomp" of the Pod Security Standards, since 1.19 by fields. `baseline` forbids to turn it off,
//! `restricted` demands that a profile is stated, by the pod or by each container. Windows knows no seccomp.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, text};
use crate::validate::standards::{Level, contexts, judge, name_of, place_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const PROFILE: [&str; 2] = ["seccompProfile", "type"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecuritySeccomp;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            let restricted = demand.level == Level::Restricted;
            let spared = restricted && pod.is_windows() && demand.minor >= Minor(25);
            if spared || demand.minor < Minor(19) {
                return;
            }
            let mut forbidden = false;
            for context in contexts(pod) {
                let stated = context
                    .at(&PROFILE)
                    .and_then(|node| Some((node, node.as_str()?)));
                if let Some((node, profile)) = stated.filter(|(_, profile)| !is_allowed(profile)) {
                    forbidden = true;
                    let says = format!("forbids the seccomp profile `{profile}`");
                    violation(node, says, "use `RuntimeDefault` or `Localhost`");
                }
            }
            let of_pod = pod.spec.value_of("securityContext");
            let of_pod = of_pod.and_then(|context| text(context, &PROFILE));
            if !restricted || forbidden || of_pod.is_some_and(is_allowed) {
                return;
            }
            let lacks = |container: &&Node| {
                container
                    .at(&["securityContext", "seccompProfile"])
                    .is_none()
            };
            for container in pod.containers().filter(lacks) {
                let says = format!(
                    "demands a seccomp profile of the container `{}`",
                    name_of(container)
                );
                violation(
                    place_of(container),
                    says,
                    "add `securityContext: {seccompProfile: {type: RuntimeDefault}}` to the pod",
                );
            }
        },
    );
}

fn is_allowed(profile: &str) -> bool {
    ["RuntimeDefault", "Localhost"].contains(&profile)
}
