//! What namespaces and pods are allowed: ResourceQuotas, LimitRanges, PriorityClasses.

use crate::diff::cost::requested;
use crate::diff::read::{amount, is_true, items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{Few, ticked};
use crate::diff::world::Side;
use crate::diff::{Action, Path, Risk};
use crate::k8s::quantity::Quantity;
use crate::k8s::{Object, ObjectId, pod_spec};
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
        let used = used(subject, key);
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

/// Returns what all workloads of the namespace ask for at least, of what a quota counts.
fn used(subject: &Subject<'_>, key: &str) -> Option<Quantity> {
    let namespace = &subject.id().namespace;
    let question = (namespace.clone(), key.into());
    let world = subject.world;
    world
        .answers
        .used
        .get(question, || sum(&world.after, namespace, key))
}

fn sum(side: &Side<'_>, namespace: &str, key: &str) -> Option<Quantity> {
    let resource = match key {
        "requests.cpu" | "cpu" => Some("cpu"),
        "requests.memory" | "memory" => Some("memory"),
        "pods" | "count/pods" => None,
        _ => return None,
    };
    let mut sum = Quantity::from_int(0);
    for workload in side.workloads(namespace) {
        if matches!(
            workload.id.kind.as_str(),
            "Job" | "CronJob" | "ScaledJob" | "PodTemplate"
        ) {
            continue;
        }
        let number = side.pods(workload)?;
        let more = match resource {
            None => Some(Quantity::from_int(number)),
            Some(resource) => {
                let spec = pod_spec(workload);
                spec.and_then(|spec| requested(spec, resource).times(number))
            }
        };
        sum = sum.add(&more?)?;
    }
    Some(sum)
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
        let above = above(subject, resource, &most);
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

/// Returns the workloads of the namespace that have a container with a greater limit.
fn above(subject: &Subject<'_>, resource: &str, most: &Quantity) -> Few {
    let is_above = |container: &Node| {
        let limit = amount(container.at(&["resources", "limits", resource]));
        limit.is_some_and(|limit| limit > *most)
    };
    let has_above = |workload: &Object| {
        let spec = pod_spec(workload);
        let lists = ["initContainers", "containers"];
        let mut lists = lists
            .map(|list| items(spec.and_then(|spec| spec.value_of(list))))
            .into_iter();
        lists.any(|list| list.iter().any(is_above))
    };
    let namespace = &subject.id().namespace;
    let question = (namespace.clone(), resource.into(), most.to_string());
    let world = subject.world;
    world.answers.above.get(question, || {
        let workloads = world.after.workloads(namespace);
        let workloads = workloads.filter(|workload| has_above(workload));
        workloads.map(|workload| &workload.id).collect()
    })
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
