//! EK1145: counts of a Job that do not fit together. After `validateJobSpec` of `pkg/apis/batch/validation`.

use super::{JobSpec, jobs};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Counts of indexes above this are too long for the status of a Job.
const INDEXES: i64 = 100_000;

/// With so many indexes and limits for each, fewer may run or fail.
const MANY: i64 = 10_000;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for job in jobs(tree) {
        let mut judge = Judge::new(Code::JobCounts, job.object, findings);
        if job.is_indexed() {
            indexed(&job, &mut judge);
        } else {
            for key in ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] {
                judge.refuses_even_empty(job.spec, key, "without `completionMode: Indexed`");
            }
        }
        if let Some(failed) = job.spec.value_of("maxFailedIndexes")
            && job.spec.value_of("backoffLimitPerIndex").is_none()
        {
            judge.says(failed, "`maxFailedIndexes` needs `backoffLimitPerIndex`");
        }
        if let Some(manager) = job.spec.value_of("managedBy") {
            managed(manager, &mut judge);
        }
        if let Some(policy) = job.spec.value_of("podReplacementPolicy")
            && job.spec.value_of("podFailurePolicy").is_some()
            && policy.as_str() != Some("Failed")
        {
            judge.says(
                policy,
                "with `podFailurePolicy`, the replacement policy is `Failed`",
            );
        }
    }
}

fn indexed(job: &JobSpec<'_>, judge: &mut Judge<'_, '_>) {
    let Some(completions) = job.completions() else {
        if job.spec.value_of("completions").is_none() {
            judge.says(job.spec, "an indexed Job needs `completions`");
        }
        return;
    };
    pod_names(job, completions, judge);
    let limited = completions > INDEXES && job.spec.value_of("backoffLimitPerIndex").is_some();
    let most = if limited { MANY } else { INDEXES };
    if let Some(node) = job.spec.value_of("parallelism") {
        at_most(node, "parallelism", most, judge);
    }
    match job.spec.value_of("maxFailedIndexes") {
        Some(node) => at_most(node, "maxFailedIndexes", most.min(completions), judge),
        None if limited => {
            let message = format!(
                "an indexed Job with more than {INDEXES} completions needs `maxFailedIndexes`"
            );
            judge.says(job.spec, message);
        }
        None => {}
    }
}

fn at_most(node: &Node, key: &str, most: i64, judge: &mut Judge<'_, '_>) {
    if node.as_int().is_some_and(|number| number > most) {
        judge.says(
            node,
            format!(
                "`{key}` of this Job is at most {most}, found {}",
                node.brief()
            ),
        );
    }
}

/// The index becomes part of the pods' host names.
fn pod_names(job: &JobSpec<'_>, completions: i64, judge: &mut Judge<'_, '_>) {
    if job.is_template() || completions < 1 {
        return;
    }
    let Some(name) = job.object.node.at(&["metadata", "name"]) else {
        return;
    };
    let host = format!(
        "{}-{}",
        text(name, &[]).unwrap_or_default(),
        completions - 1
    );
    if let Some(problem) = Format::Label.problem(&host) {
        judge.says(
            name,
            format!("the last pod cannot have the host name `{host}`: {problem}"),
        );
    }
}

/// `example.com/queue`.
fn managed(manager: &Node, judge: &mut Judge<'_, '_>) {
    let Some(text) = manager.as_str() else { return };
    let (domain, path) = text.split_once('/').unwrap_or((text, ""));
    let segment = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/".contains(c);
    let is_path = !path.is_empty() && path.chars().all(segment);
    if text.len() > 63 || Format::Subdomain.problem(domain).is_some() || !is_path {
        let message = format!("{} names no manager of Jobs", manager.brief());
        judge.advises(
            manager,
            message,
            "write it as `example.com/queue`, at most 63 characters",
        );
    }
}
