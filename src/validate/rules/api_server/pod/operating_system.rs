//! EK1129: settings that the operating system of the pod does not have. After `validateLinux` and `validateWindows` of
//! `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::{Judge, is_empty};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What the security context of a pod for Windows cannot have.
const OF_POD: [&str; 10] = [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
];

/// What the security context of a container on Windows cannot have.
const OF_CONTAINER: [&str; 10] = [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::OperatingSystem, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let Some(system) = pod.spec.value_of("os") else {
        return;
    };
    judge.needs(system, "name", "`os`");
    match text(system, &["name"]) {
        Some("linux") => linux(pod, judge),
        Some("windows") => windows(pod, judge),
        _ => {}
    }
}

fn linux(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for holder in std::iter::once(pod.spec).chain(pod.containers()) {
        if let Some(options) = holder.at(&["securityContext", "windowsOptions"]) {
            judge.says(options, "a pod for Linux cannot have `windowsOptions`");
        }
    }
}

fn windows(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let why = "in a pod for Windows";
    for key in ["hostPID", "hostIPC"] {
        if super::is_true(pod.spec, &[key]) {
            judge.refuses(pod.spec, key, why);
        }
    }
    for key in ["hostUsers", "shareProcessNamespace"] {
        judge.refuses_even_empty(pod.spec, key, why);
    }
    if let Some(context) = pod.spec.value_of("securityContext") {
        refuse_all(context, &OF_POD, why, judge);
        judge.refuses(context, "sysctls", why);
    }
    for container in pod.containers() {
        if let Some(context) = container.value_of("securityContext") {
            refuse_all(
                context,
                &OF_CONTAINER,
                &format!("in {}, for Windows", called(container)),
                judge,
            );
        }
    }
}

fn refuse_all(context: &Node, keys: &[&str], why: &str, judge: &mut Judge<'_, '_>) {
    for key in keys {
        // An empty list is no list for the API server.
        let list = context
            .value_of(key)
            .is_some_and(|node| node.as_list().is_some() && is_empty(node));
        if !list {
            judge.refuses_even_empty(context, key, why);
        }
    }
}
