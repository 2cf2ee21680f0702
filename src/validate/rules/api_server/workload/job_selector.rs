//! EK1149: selectors of Jobs, which the API server makes itself. After `validateGeneratedSelector` and
//! `ValidateJobTemplateSpec` of `pkg/apis/batch/validation`.

use super::{JobSpec, jobs};
use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, is_empty};
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The labels that carry the name of the Job.
pub(super) const NAME: [&str; 2] = ["job-name", "batch.kubernetes.io/job-name"];

/// The labels that carry its identity, which nobody knows before.
pub(super) const IDENTITY: [&str; 2] = ["controller-uid", "batch.kubernetes.io/controller-uid"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for job in jobs(tree) {
        let mut judge = Judge::new(Code::JobSelector, job.object, findings);
        let selector = job.spec.value_of("selector");
        let manual = job.spec.value_of("manualSelector");
        let is_manual = manual.and_then(Node::as_bool) == Some(true);
        if job.is_template() {
            judge.refuses_even_empty(
                job.spec,
                "selector",
                "in a CronJob, whose Jobs get their own",
            );
            if let Some(manual) = manual.filter(|_| is_manual) {
                judge.says(manual, "the Jobs of a CronJob get their own selectors");
            }
            continue;
        }
        if let Some(selector) = selector {
            selectors::labels(selector, &mut judge);
        }
        match (is_manual, selector) {
            (true, None) => judge.says(
                job.spec,
                "a Job with `manualSelector: true` needs `selector`",
            ),
            (true, Some(selector)) => matches(&job, selector, &mut judge),
            (false, Some(selector)) => generated(&job, selector, &mut judge),
            (false, None) => {}
        }
    }
}

fn matches(job: &JobSpec<'_>, selector: &Node, judge: &mut Judge<'_, '_>) {
    let labels = job.spec.at(&["template", "metadata", "labels"]);
    if !LabelSelector::read(selector).matches(labels) {
        let message = "the selector does not match the labels of the pods";
        judge.advises(
            selector,
            message,
            "give the pods every label of the selector",
        );
    }
}

/// What is demanded beside the generated labels is met by nothing.
fn generated(job: &JobSpec<'_>, selector: &Node, judge: &mut Judge<'_, '_>) {
    let equal = selector
        .value_of("matchLabels")
        .and_then(Node::as_map)
        .into_iter()
        .flatten();
    let wrong_label = equal.filter(|entry| !is_empty(&entry.value)).find(|entry| {
        !(NAME.contains(&entry.key.name.as_str())
            && entry.value.as_str() == Some(&job.object.id.name))
    });
    let wrong_demand = items(selector, "matchExpressions").iter().find(|demand| {
        let generated = text(demand, &["key"])
            .is_some_and(|key| NAME.contains(&key) || IDENTITY.contains(&key));
        matches!(text(demand, &["operator"]), Some("In" | "Exists")) && !generated
    });
    if let Some(node) = wrong_label.map(|entry| &entry.value).or(wrong_demand) {
        let message = "the selector of a Job is made for it, and this one would not match";
        judge.advises(
            node,
            message,
            "remove `selector`, or add `manualSelector: true`",
        );
    }
}
