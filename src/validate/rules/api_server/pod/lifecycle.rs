//! EK1123: hooks that sleep longer than the pod may take to end. After `validateSleepAction` of
//! `pkg/apis/core/validation`.

use super::{called, each, handlers};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, a hook may sleep for no time (`PodLifecycleSleepActionAllowZero`).
const NO_SLEEP: Minor = Minor(33);

/// What a pod has where nothing is stated.
const GRACE: i64 = 30;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let least = i64::from(tree.minor < NO_SLEEP);
    each(tree, findings, Code::Lifecycle, |pod, judge| {
        for container in pod.running() {
            sleeps(pod, container, least, judge);
        }
    });
}

fn sleeps(pod: &Pod<'_>, container: &Node, least: i64, judge: &mut Judge<'_, '_>) {
    let stated = pod
        .spec
        .value_of("terminationGracePeriodSeconds")
        .and_then(Node::as_int);
    for (name, hook) in handlers(container) {
        let Some(sleep) = hook.value_of("sleep") else {
            continue;
        };
        let node = sleep.value_of("seconds").unwrap_or(sleep);
        let seconds = sleep.value_of("seconds").map_or(Some(0), Node::as_int);
        // A negative period is set to one second.
        let most = stated.map_or(GRACE, |grace| if grace < 0 { 1 } else { grace });
        if seconds.is_some_and(|seconds| !(least..=most).contains(&seconds)) {
            let message = format!(
                "the {name} hook of {} sleeps for {least} to {most} seconds, the pod's grace period, found {}",
                called(container),
                seconds.unwrap_or_default()
            );
            judge.says(node, message);
        }
    }
}
