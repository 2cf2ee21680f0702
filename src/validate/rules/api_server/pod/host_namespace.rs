//! EK1131: namespaces of the node, users and host names that exclude each other. After `validateHostUsers`,
//! `validatePodHostName` and `validatePodSpecSecurityContext` of `pkg/apis/core/validation`.

use super::{called, each, is_true};
use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, a pod may have users of its own (`UserNamespacesSupport`); before, `hostUsers` is dropped.
const OWN_USERS: Minor = Minor(33);

/// From this version on, they exclude devices, and a pod may have a host name of its own (`HostnameOverride`).
const NO_DEVICES: Minor = Minor(35);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each(tree, findings, Code::HostNamespace, |pod, judge| {
        check_pod(pod, minor, judge)
    });
}

fn check_pod(pod: &Pod<'_>, minor: Minor, judge: &mut Judge<'_, '_>) {
    if is_true(pod.spec, &["hostPID"]) && is_true(pod.spec, &["shareProcessNamespace"]) {
        judge.refuses(pod.spec, "shareProcessNamespace", "beside `hostPID: true`");
    }
    let own_users = pod.spec.value_of("hostUsers").and_then(Node::as_bool) == Some(false);
    if own_users && minor >= OWN_USERS {
        for key in ["hostNetwork", "hostPID", "hostIPC"] {
            if is_true(pod.spec, &[key]) {
                judge.refuses(pod.spec, key, "beside `hostUsers: false`");
            }
        }
        for container in pod.containers().filter(|_| minor >= NO_DEVICES) {
            if let Some(device) = items(container, "volumeDevices").first() {
                let message = format!(
                    "{} cannot have `volumeDevices` beside `hostUsers: false`",
                    called(container)
                );
                judge.says(device, message);
            }
        }
    }
    if let Some(name) = pod
        .spec
        .value_of("hostnameOverride")
        .filter(|_| minor >= NO_DEVICES)
    {
        for key in ["setHostnameAsFQDN", "hostNetwork"] {
            if is_true(pod.spec, &[key]) {
                judge.refuses_even_empty(
                    pod.spec,
                    "hostnameOverride",
                    &format!("beside `{key}: true`"),
                );
            }
        }
        if name.as_str().is_some_and(|name| name.len() > 64) {
            judge.says(name, "a host name has at most 64 characters");
        }
        judge.format(name, Format::Subdomain, "host name");
    }
}
