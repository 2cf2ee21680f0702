//! Security contexts: what the Pod Security Standard `restricted` asks for, and no fixed user id.

use crate::yaml;
use crate::yaml::Node;

use super::common::over;
use super::defaults::app as defaults;

/// Returns the `securityContext` of a pod: the defaults, and over them `podSecurityContext` of the spec.
pub(super) fn pod(spec: Option<&Node>) -> Option<Node> {
    let context = yaml!(defaults::RUN_AS_NON_ROOT => {
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" @ defaults::SECCOMP } @ defaults::SECCOMP,
    });
    over(context, spec)
}

/// Returns the `securityContext` of a container: the defaults, and over them `securityContext` of the spec.
pub(super) fn container(spec: Option<&Node>) -> Option<Node> {
    let context = yaml!(defaults::PRIVILEGE_ESCALATION => {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] } @ defaults::CAPABILITIES,
        readOnlyRootFilesystem: true @ defaults::READ_ONLY_ROOT,
    });
    over(context, spec)
}

/// Returns whether a container's root file system is read-only, so that it wants a `/tmp` of its own.
pub(super) fn is_read_only(container: Option<&Node>) -> bool {
    container.and_then(|context| context.value_of("readOnlyRootFilesystem")?.as_bool())
        == Some(true)
}
