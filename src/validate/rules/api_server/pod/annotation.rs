//! EK0603: annotations of a pod that mean something to the API server, and are refused. After
//! `ValidatePodSpecificAnnotations` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::InvalidLabel, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let annotations = pod
        .template
        .at(&["metadata", "annotations"])
        .and_then(Node::as_map);
    for entry in annotations.into_iter().flatten() {
        let (key, value) = (entry.key.name.as_str(), &entry.value);
        let Some(stated) = value.as_str() else {
            continue;
        };
        if key == COST && !is_cost(stated) {
            judge.says(
                value,
                format!("expected an integer of 32 bits as `{COST}`, found `{stated}`"),
            );
        } else if key == SECCOMP || key.starts_with(SECCOMP_CONTAINER) {
            seccomp(value, stated, judge);
        } else if let Some(name) = key.strip_prefix(APPARMOR) {
            apparmor(value, stated, judge);
            if !pod
                .containers()
                .any(|container| text(container, &["name"]) == Some(name))
            {
                judge.says(
                    value,
                    format!("`{key}` is for a container that the pod does not have"),
                );
            }
        }
    }
}

/// Neither a plus nor zeros stand in front.
fn is_cost(text: &str) -> bool {
    let number: Option<i32> = text.parse().ok();
    let first = text.as_bytes().first();
    number.is_some() && first != Some(&b'+') && (first != Some(&b'0') || text == "0")
}

fn seccomp(value: &Node, stated: &str, judge: &mut Judge<'_, '_>) {
    let is_known = matches!(stated, "runtime/default" | "docker/default" | "unconfined");
    let is_local = stated
        .strip_prefix("localhost/")
        .is_some_and(|path| !path.starts_with('/') && path.split('/').all(|part| part != ".."));
    if !is_known && !is_local {
        let message = format!("`{stated}` is no profile of seccomp");
        judge.advises(
            value,
            message,
            "write `runtime/default`, `unconfined` or `localhost/profile.json`",
        );
    }
}

fn apparmor(value: &Node, stated: &str, judge: &mut Judge<'_, '_>) {
    let is_known = matches!(stated, "" | "runtime/default" | "unconfined");
    if !is_known && !stated.starts_with("localhost/") {
        let message = format!("`{stated}` is no profile of AppArmor");
        judge.advises(
            value,
            message,
            "write `runtime/default`, `unconfined` or `localhost/profile`",
        );
    }
}
