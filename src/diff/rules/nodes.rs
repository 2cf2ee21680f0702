//! Karpenter and EKS Auto Mode: which changes replace nodes.
//!
//! A node drifts when the template of its NodePool or its class is another one. Karpenter ignores the order of lists
//! there, and of `requirements` all that the node still meets. What is left of a NodePool (`limits`, `disruption`,
//! `weight`) replaces nothing.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Effect, FieldKind, Path, Risk};
use crate::k8s::quantity::Quantity;
use crate::yaml::Node;

const TEMPLATE: [&str; 2] = ["spec", "template"];
const REQUIREMENTS: [&str; 4] = ["spec", "template", "spec", "requirements"];
const CAPACITY: &str = "karpenter.sh/capacity-type";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("karpenter.sh", "NodePool") => judge_pool(subject, verdict),
        ("karpenter.k8s.aws", "EC2NodeClass") | ("eks.amazonaws.com", "NodeClass") => {
            judge_class(subject, verdict)
        }
        _ => {}
    }
}

fn judge_pool(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.action() == Action::Delete {
        verdict.effect(Effect::NodeChurn);
        let why = "all its nodes are drained and ended, and their pods need room elsewhere";
        let remedy = "first let the pods move: `kubectl taint nodes -l karpenter.sh/nodepool=… drain=true:NoSchedule`";
        let remedy = remedy.replace('…', &subject.id().name);
        return verdict.reason(Risk::High, Path::default(), why, remedy);
    }
    if !subject.stays() {
        return;
    }
    judge_template(subject, verdict);
    judge_limits(subject, verdict);
    judge_disruption(subject, verdict);
}

fn judge_template(subject: &Subject<'_>, verdict: &mut Verdict) {
    let changed: Vec<_> = subject
        .below(&TEMPLATE)
        .filter(|field| field.kind != FieldKind::Reordered && !field.path.is_below(&REQUIREMENTS))
        .collect();
    if let Some(first) = changed.first() {
        verdict.effect(Effect::NodeChurn);
        let mut found: Vec<&str> = changed
            .iter()
            .filter_map(|field| field.path.fields().nth(3))
            .collect();
        found.dedup();
        let why = format!(
            "all nodes of the pool are replaced one after another, and their pods move: {}",
            ticked(&found)
        );
        verdict.reason(Risk::Medium, first.path.clone(), why, pace(subject));
    }
    let (old, new) = (
        requirements(subject.before()),
        requirements(subject.after()),
    );
    if old == new {
        return;
    }
    let mut known: FxHashMap<_, Vec<&Requirement<'_>>> = FxHashMap::default();
    for one in &old {
        known.entry((one.key, one.operator)).or_default().push(one);
    }
    let narrowed: Vec<&str> = new
        .iter()
        .filter(|one| {
            let known = known.get(&(one.key, one.operator));
            !known.is_some_and(|known| known.iter().any(|old| is_wider(old, one)))
        })
        .map(|one| one.key)
        .collect();
    if !narrowed.is_empty() {
        verdict.effect(Effect::NodeChurn);
        let why = format!(
            "nodes that do not meet the new {} are replaced, and their pods move",
            ticked(&narrowed)
        );
        verdict.reason(Risk::Medium, Path::of(&REQUIREMENTS), why, pace(subject));
    }
    judge_capacity(verdict, &old, &new);
}

/// Returns how to set the pace of the replacement.
fn pace(subject: &Subject<'_>) -> String {
    let budgets = items(subject.now(&["spec", "disruption", "budgets"]));
    let nodes = budgets
        .iter()
        .find_map(|budget| text(Some(budget), &["nodes"]));
    format!(
        "`spec.disruption.budgets` lets {} of the nodes go at once; PodDisruptionBudgets are respected",
        nodes.unwrap_or("10%")
    )
}

/// One demand on nodes.
#[derive(PartialEq, Eq)]
struct Requirement<'a> {
    key: &'a str,
    operator: &'a str,
    values: BTreeSet<String>,
}

fn requirements(pool: Option<&Node>) -> Vec<Requirement<'_>> {
    let list = items(pool.and_then(|pool| pool.at(&REQUIREMENTS)));
    list.iter()
        .map(|one| Requirement {
            key: text(Some(one), &["key"]).unwrap_or_default(),
            operator: text(Some(one), &["operator"]).unwrap_or_default(),
            values: items(one.value_of("values"))
                .iter()
                .filter_map(|value| Some(value.to_text()?.to_string()))
                .collect(),
        })
        .collect()
}

/// Returns whether all nodes that met an old demand also meet the new one, on the same label and with the same operator.
fn is_wider(old: &Requirement<'_>, new: &Requirement<'_>) -> bool {
    let bound = |one: &Requirement<'_>| {
        one.values
            .first()
            .and_then(|value| value.parse::<i64>().ok())
    };
    match new.operator {
        "In" => old.values.is_subset(&new.values),
        "NotIn" => new.values.is_subset(&old.values),
        "Gt" | "Gte" => bound(new) <= bound(old),
        "Lt" | "Lte" => bound(new) >= bound(old),
        _ => true,
    }
}

/// Judges whether nodes may be spot ones.
fn judge_capacity(verdict: &mut Verdict, old: &[Requirement<'_>], new: &[Requirement<'_>]) {
    let allows = |all: &[Requirement<'_>], kind: &str| {
        let stated = all
            .iter()
            .find(|one| one.key == CAPACITY && one.operator == "In");
        // Karpenter takes on-demand where nothing is said.
        stated.map_or(kind == "on-demand", |one| one.values.contains(kind))
    };
    let path = Path::of(&REQUIREMENTS);
    if allows(new, "spot") && !allows(old, "spot") {
        let only = if allows(new, "on-demand") {
            "may become"
        } else {
            "become"
        };
        let why = format!("nodes {only} spot ones, which AWS takes back within two minutes");
        verdict.reason(
            Risk::Medium,
            path,
            why,
            "keep databases and single pods on nodes of another pool",
        );
    } else if allows(old, "spot") && !allows(new, "spot") {
        let why = "nodes are no longer spot ones: on-demand ones cost more";
        verdict.reason(Risk::Medium, path, why, "");
    }
}

fn judge_limits(subject: &Subject<'_>, verdict: &mut Verdict) {
    let amount = |node: Option<&Node>| Quantity::parse(&node?.to_text()?).ok();
    let limits = subject.now(&["spec", "limits"]).and_then(Node::as_map);
    for entry in limits.into_iter().flatten() {
        let resource = entry.key.name.as_str();
        let fields = ["spec", "limits", resource];
        let (old, new) = (amount(subject.was(&fields)), amount(Some(&entry.value)));
        let Some(new) = new.filter(|new| old.is_none_or(|old| *new < old)) else {
            continue;
        };
        let from = old.map_or_else(|| "none".to_owned(), |old| old.to_string());
        let why = match new.is_zero() {
            true => format!(
                "the limit of {resource} is 0: no new node is started, and pods without room stay pending"
            ),
            false => format!(
                "the limit of {resource} falls from {from} to {new}: above it pods stay pending"
            ),
        };
        let risk = if new.is_zero() {
            Risk::High
        } else {
            Risk::Medium
        };
        verdict.reason(
            risk,
            Path::of(&fields),
            why,
            "compare with what the nodes have: `kubectl get nodepool`",
        );
    }
    if subject.was(&["spec", "limits"]).is_some() && limits.is_none() {
        let why = "nothing limits how many nodes are started, and what they cost";
        verdict.reason(
            Risk::Medium,
            Path::of(&["spec", "limits"]),
            why,
            "state `spec.limits.cpu`",
        );
    }
}

fn judge_disruption(subject: &Subject<'_>, verdict: &mut Verdict) {
    const POLICY: [&str; 3] = ["spec", "disruption", "consolidationPolicy"];
    const BUDGETS: [&str; 3] = ["spec", "disruption", "budgets"];
    let policy = |node: Option<&Node>| {
        node.and_then(Node::as_str)
            .unwrap_or("WhenEmptyOrUnderutilized")
            .to_owned()
    };
    let (old, new) = (policy(subject.was(&POLICY)), policy(subject.now(&POLICY)));
    if old != new && new == "WhenEmptyOrUnderutilized" {
        let why = "nodes that are not full are emptied and ended from now on, and their pods move";
        verdict.reason(
            Risk::Medium,
            Path::of(&POLICY),
            why,
            "protect pods by a PodDisruptionBudget",
        );
    }
    let is_closed = |budgets: Option<&Node>| {
        items(budgets).iter().any(|budget| {
            matches!(text(Some(budget), &["nodes"]), Some("0" | "0%"))
                && budget.value_of("schedule").is_none()
                && budget.value_of("reasons").is_none()
        })
    };
    if is_closed(subject.now(&BUDGETS)) && !is_closed(subject.was(&BUDGETS)) {
        let why = "no node is replaced any more: new images of nodes and their fixes do not arrive";
        verdict.reason(
            Risk::Medium,
            Path::of(&BUDGETS),
            why,
            "limit it by `schedule` and `duration`",
        );
    }
}

fn judge_class(subject: &Subject<'_>, verdict: &mut Verdict) {
    let pools = subject.change.used_by.iter().map(|user| &user.by);
    let pools: Vec<_> = pools.filter(|id| id.kind == "NodePool").collect();
    let of = match pools.is_empty() {
        true => "all nodes of this class".to_owned(),
        false => format!("all nodes of {}", ticked(&pools)),
    };
    if subject.action() == Action::Delete {
        verdict.effect(Effect::NodeChurn);
        let why =
            format!("{of} are drained and ended before it goes, and no new one can be started");
        return verdict.reason(
            Risk::High,
            Path::default(),
            why,
            "let the NodePools name another class first",
        );
    }
    let first = subject
        .below(&["spec"])
        .find(|field| field.kind != FieldKind::Reordered);
    let Some(first) = first.filter(|_| subject.stays()) else {
        return;
    };
    let changed = subject
        .below(&["spec"])
        .filter_map(|field| field.path.fields().nth(1));
    let found: BTreeSet<&str> = changed.collect();
    let found: Vec<&str> = found.into_iter().collect();
    verdict.effect(Effect::NodeChurn);
    let why = format!(
        "{of} are replaced one after another, and their pods move: {}",
        ticked(&found)
    );
    let remedy = "`spec.disruption.budgets` of the NodePools says how many at once; PodDisruptionBudgets are respected";
    verdict.reason(Risk::Medium, first.path.clone(), why, remedy);
}
