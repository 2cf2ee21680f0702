//! Containers that come and go.

use crate::diff::Risk;
use crate::diff::pods::Container;
use crate::diff::read::text;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.kept_pods() else {
        return;
    };
    for container in &pods.containers {
        if let Some(why) = problem(container) {
            verdict.reason(Risk::Medium, container.at(&[]), why, "");
        }
    }
}

fn problem(container: &Container<'_>) -> Option<String> {
    let name = container.name;
    let is_sidecar = |node: &Node| text(Some(node), &["restartPolicy"]) == Some("Always");
    let is_first = container.is_in("initContainers");
    match (container.before, container.after) {
        (None, Some(new)) if is_first && is_sidecar(new) => Some(format!(
            "sidecar `{name}` is new: pods start only after it has started"
        )),
        (None, Some(_)) if is_first => Some(format!(
            "init container `{name}` is new: pods start only if it succeeds"
        )),
        (None, Some(_)) => Some(format!(
            "container `{name}` is new: pods are ready only if it is"
        )),
        (Some(old), None) if is_first && is_sidecar(old) => Some(format!(
            "sidecar `{name}` is gone, and with it what it did for the pod"
        )),
        (Some(_), None) if is_first => Some(format!(
            "init container `{name}` is gone: pods start without what it prepared"
        )),
        (Some(_), None) => Some(format!("container `{name}` is gone from all pods")),
        _ => None,
    }
}
