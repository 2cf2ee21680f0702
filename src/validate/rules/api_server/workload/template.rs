//! EK1141: pods of a workload that restart, or end, as the workload cannot have it. After
//! `ValidatePodTemplateSpecForReplicaSet` of `pkg/apis/apps/validation` and `validateJobSpec` of
//! `pkg/apis/batch/validation`.

use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        let mut judge = Judge::new(Code::WorkloadTemplate, pod.object, findings);
        match (pod.object.id.group.as_str(), pod.object.id.kind.as_str()) {
            ("apps", kind) | ("", kind @ "ReplicationController") => lasting(pod, kind, &mut judge),
            ("batch", kind) => ending(pod, kind, &mut judge),
            _ => {}
        }
    }
}

fn lasting(pod: &Pod<'_>, kind: &str, judge: &mut Judge<'_, '_>) {
    let policy = pod.spec.text_of("restartPolicy");
    if let Some(policy) = policy.filter(|policy| policy.as_str() != Some("Always")) {
        let message = format!(
            "pods of a {kind} restart `Always`, found {}",
            policy.brief()
        );
        judge.advises(policy, message, "remove `restartPolicy`");
    }
    judge.refuses(
        pod.spec,
        "activeDeadlineSeconds",
        &format!("in pods of a {kind}, which do not end"),
    );
}

fn ending(pod: &Pod<'_>, kind: &str, judge: &mut Judge<'_, '_>) {
    let policy = pod.spec.text_of("restartPolicy");
    let job = match kind {
        "CronJob" => pod.object.node.at(&["spec", "jobTemplate", "spec"]),
        _ => pod.object.node.value_of("spec"),
    };
    let counts = job.is_some_and(|job| job.value_of("podFailurePolicy").is_some());
    match text(pod.spec, &["restartPolicy"]) {
        Some("Never") => {}
        Some("OnFailure") if !counts => {}
        Some("OnFailure") => {
            let message = "with `podFailurePolicy`, pods restart `Never`, found `OnFailure`";
            judge.says(policy.unwrap_or(pod.spec), message);
        }
        _ => {
            let message = format!(
                "pods of a {kind} restart `OnFailure` or `Never`, and `Always` is the default"
            );
            judge.advises(
                policy.unwrap_or(pod.spec),
                message,
                "add `restartPolicy: OnFailure`",
            );
        }
    }
}
