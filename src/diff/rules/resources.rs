//! What containers ask for and may use: less than before.

use crate::diff::Risk;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.kept_pods() else {
        return;
    };
    for (container, before, after) in pods.kept() {
        if before.value_of("resources") == after.value_of("resources") {
            continue;
        }
        for part in ["limits", "requests"] {
            for resource in ["memory", "cpu", "ephemeral-storage"] {
                let keys = ["resources", part, resource];
                let amounts = (before.at(&keys), after.at(&keys));
                if let Some((why, remedy)) = problem(container.name, part, resource, amounts) {
                    verdict.reason(Risk::Medium, container.at(&keys), why, remedy);
                }
            }
        }
    }
}

/// Returns what happens with less, and what to do about it.
fn problem(
    name: &str,
    part: &str,
    resource: &str,
    (before, after): (Option<&Node>, Option<&Node>),
) -> Option<(String, &'static str)> {
    let what = format!("the {resource} {} of `{name}`", part.trim_end_matches('s'));
    let (before, after) = (
        before.and_then(Node::to_text),
        after.and_then(Node::to_text),
    );
    let is_limit = part == "limits";
    match (before, after) {
        (Some(from), Some(to)) => {
            let (old, new) = (Quantity::parse(&from).ok()?, Quantity::parse(&to).ok()?);
            if new >= old {
                return None;
            }
            let then = match (is_limit, resource) {
                (true, "cpu") => "above it the container is slowed down",
                (true, _) => "above it the container is killed",
                (false, "cpu") => "it gets less of a busy node",
                (false, _) => "above it the pod is evicted first when the node runs short",
            };
            let why = format!("{what} falls from {from} to {to}: {then}");
            Some((
                why,
                "compare with what it uses: `kubectl top pod --containers`",
            ))
        }
        (None, Some(to)) if is_limit && resource == "memory" => {
            let why =
                format!("{what} is {to}, where there was none: above it the container is killed");
            Some((
                why,
                "compare with what it uses: `kubectl top pod --containers`",
            ))
        }
        (Some(from), None) if is_limit && resource == "memory" => {
            let why = format!(
                "{what} was {from} and is gone: one container can take all memory of its node"
            );
            Some((why, "state `resources.limits.memory`"))
        }
        (Some(from), None) if !is_limit && resource != "ephemeral-storage" => {
            let why =
                format!("{what} was {from} and is gone: the scheduler keeps nothing free for it");
            Some((why, "state `resources.requests`"))
        }
        _ => None,
    }
}
