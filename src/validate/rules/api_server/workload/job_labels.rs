//! EK1149: what a Job makes labels of. After `validateGeneratedSelector` of `pkg/apis/batch/validation`.

use super::job_selector::{IDENTITY, NAME};
use super::{JobSpec, jobs};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// So long is the value of a label at most.
const MOST: usize = 63;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for job in jobs(tree) {
        let manual = job.spec.value_of("manualSelector").and_then(Node::as_bool);
        if manual != Some(true) && !job.is_template() {
            let mut judge = Judge::new(Code::JobSelector, job.object, findings);
            name(&job, &mut judge);
            labels(&job, &mut judge);
        }
    }
}

/// The name becomes the value of a label.
fn name(job: &JobSpec<'_>, judge: &mut Judge<'_, '_>) {
    let length = job.object.id.name.len();
    if let Some(name) = job.object.node.at(&["metadata", "name"])
        && length > MOST
    {
        let message = format!(
            "the name of a Job is a label of its pods, and this one has {length} characters"
        );
        judge.advises(
            name,
            message,
            format!("take a name of at most {MOST} characters"),
        );
    }
}

/// The pods get labels with the Job's name and identity.
fn labels(job: &JobSpec<'_>, judge: &mut Judge<'_, '_>) {
    let labels = job
        .spec
        .at(&["template", "metadata", "labels"])
        .and_then(Node::as_map);
    for entry in labels.into_iter().flatten() {
        let key = entry.key.name.as_str();
        let other_name = NAME.contains(&key) && entry.value.as_str() != Some(&job.object.id.name);
        if other_name || IDENTITY.contains(&key) {
            let message = format!("the API server gives the pods the label `{key}` itself");
            judge.advises(&entry.value, message, format!("remove `{key}`"));
        }
    }
}
