//! What namespaces and pods are allowed: ResourceQuotas, LimitRanges, PriorityClasses.

use crate::diff::read::{amount, is_true, items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Path, Risk};
use crate::k8s::{ObjectId, pod_spec};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("", "ResourceQuota") => judge_quota(subject, verdict),
        ("", "LimitRange") => judge_range(subject, verdict),
        ("scheduling.k8s.io", "PriorityClass") => judge_priority(subject, verdict),
        _ => {}
    }
}

fn judge_quota(subject: &Subject<'_>, verdict: &mut Verdict) {
    let hard = subject.now(&["spec", "hard"]).and_then(Node::as_map);
    for entry in hard.into_iter().flatten() {
        let key = entry.key.name.as_str();
        let path = Path::of(&["spec", "hard", key]);
        let old = amount(subject.was(&["spec", "hard", key]));
        let Some(new) = amount(Some(&entry.value)).filter(|new| old.is_none_or(|old| *new < old))
        else {
            continue;
        };
        let was = old.map_or("no limit".to_owned(), |old| old.to_string());
        let used = subject.world.after.used(&subject.id().namespace, key);
        let (risk, why) = match used.filter(|used| *used > new) {
            Some(used) => (
                Risk::High,
                format!(
                    "`{key}` is limited to {new}, and the workloads ask for {used}: the next pods are refused, also in a rollout"
                ),
            ),
            None if old.is_some() => (
                Risk::Medium,
                format!("`{key}` falls from {was} to {new}: pods above it are refused"),
            ),
            None => continue,
        };
        verdict.reason(
            risk,
            path,
            why,
            "keep room for the pods that a rollout adds",
        );
    }
}

fn judge_range(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_container =
        |limit: &&Node| limit.value_of("type").and_then(Node::as_str) == Some("Container");
    let find = |node: Option<&'_ Node>| items(node).iter().find(is_container).cloned();
    let old = find(subject.was(&["spec", "limits"]));
    let Some(new) = find(subject.now(&["spec", "limits"])) else {
        return;
    };
    let path = || Path::of(&["spec", "limits"]);
    for entry in new
        .value_of("max")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let resource = entry.key.name.as_str();
        let was = amount(old.as_ref().and_then(|old| old.at(&["max", resource])));
        let Some(most) =
            amount(Some(&entry.value)).filter(|most| was.is_none_or(|was| *most < was))
        else {
            continue;
        };
        let side = &subject.world.after;
        let above = side.above(&subject.id().namespace, resource, &most);
        if !above.is_empty() {
            let why = format!(
                "a container may have at most {most} of {resource}, and {} asks for more: the next pods are refused",
                above
            );
            verdict.reason(
                Risk::High,
                path(),
                why,
                "raise it, or lower the limits of the containers first",
            );
        } else if let Some(was) = was {
            let why = format!("a container may have at most {most} of {resource} instead of {was}");
            verdict.reason(Risk::Medium, path(), why, "");
        }
    }
    let usual =
        |field: &str| old.as_ref().and_then(|old| old.value_of(field)) != new.value_of(field);
    if subject.stays() && (usual("default") || usual("defaultRequest")) {
        let why = "containers that state no amounts get other ones when their pods are replaced";
        verdict.reason(
            Risk::Medium,
            path(),
            why,
            "state `resources` in the workloads",
        );
    }
}

fn judge_priority(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (old, new) = (
        is_true(subject.was(&["globalDefault"])),
        is_true(subject.now(&["globalDefault"])),
    );
    let path = Path::of(&["globalDefault"]);
    if subject.action() == Action::Delete {
        let users = subject.change.used_by.iter();
        let needy: Vec<&ObjectId> = users
            .map(|user| &user.by)
            .filter(|id| {
                let spec = subject.world.after.get(id).and_then(pod_spec);
                text(spec, &["priorityClassName"]) == Some(subject.id().name.as_str())
            })
            .collect();
        if !needy.is_empty() {
            let why = format!("{} still names it: new pods are refused", ticked(&needy));
            verdict.reason(
                Risk::High,
                Path::default(),
                why,
                "keep it until no workload names it",
            );
        }
    }
    if new && !old {
        let value = subject
            .now(&["value"])
            .and_then(Node::as_int)
            .unwrap_or_default();
        let why = format!(
            "every new pod that names no class gets the priority {value}, before those that run"
        );
        verdict.reason(
            Risk::Medium,
            path,
            why,
            "leave `globalDefault` off, and name the class where it is meant",
        );
    } else if old && !new {
        let why = "new pods that name no class get the priority 0 again";
        verdict.reason(Risk::Medium, path, why, "");
    }
}
