//! What the API server refuses in a workload: what makes pods. One file per rule.

mod failure_policy;
mod job;
mod job_labels;
mod job_selector;
mod progress;
mod schedule;
mod selector;
mod stateful_set;
mod strategy;
mod success_policy;
mod template;

use super::{Reach, Rule, of_each};
use crate::k8s::Object;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, failure_policy::check),
    of_each(Reach::Object, job::check),
    of_each(Reach::Object, job_labels::check),
    of_each(Reach::Object, job_selector::check),
    of_each(Reach::Object, progress::check),
    of_each(Reach::Object, schedule::check),
    of_each(Reach::Object, selector::check),
    of_each(Reach::Object, stateful_set::check),
    of_each(Reach::Object, strategy::check),
    of_each(Reach::Object, success_policy::check),
    of_each(Reach::Object, template::check),
];

/// The description of a job: that of a Job, or the template of a CronJob.
struct JobSpec<'a> {
    object: &'a Object,
    spec: &'a Node,
}

impl JobSpec<'_> {
    fn is_template(&self) -> bool {
        self.object.id.kind == "CronJob"
    }

    fn int(&self, key: &str) -> Option<i64> {
        self.spec.value_of(key)?.as_int()
    }

    fn is_indexed(&self) -> bool {
        self.spec.value_of("completionMode").and_then(Node::as_str) == Some("Indexed")
    }

    /// Returns how often it must succeed; of a Job that says nothing, once.
    fn completions(&self) -> Option<i64> {
        match (self.int("completions"), self.spec.value_of("parallelism")) {
            (None, None) if !self.is_template() => Some(1),
            (stated, _) => stated,
        }
    }
}

/// Returns the descriptions of all jobs.
fn jobs<'a>(tree: &Tree<'a>) -> impl Iterator<Item = JobSpec<'a>> {
    let find = |object: &'a Object, path: &[&str]| {
        let spec = object.node.at(path)?;
        Some(JobSpec { object, spec })
    };
    let jobs = tree
        .of("batch", "Job")
        .filter_map(move |job| find(job, &["spec"]));
    let cron_jobs = tree.of("batch", "CronJob");
    jobs.chain(cron_jobs.filter_map(move |cron| find(cron, &["spec", "jobTemplate", "spec"])))
}
