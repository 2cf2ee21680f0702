//! EK1181: LimitRanges that the API server refuses. After `ValidateLimitRange` of `pkg/apis/core/validation`.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::k8s::quantity::Quantity;
use crate::k8s::resource_name::{Counted, can_be_overcommitted};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Each pair of fields of which the first must not be above the second.
const ORDER: [(&str, &str); 6] = [
    ("min", "max"),
    ("min", "defaultRequest"),
    ("defaultRequest", "max"),
    ("defaultRequest", "default"),
    ("min", "default"),
    ("default", "max"),
];

type Amounts<'n> = BTreeMap<&'n str, (&'n Node, Quantity)>;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for range in tree.of("", "LimitRange") {
        let Some(spec) = range.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::LimitRange, range, findings);
        let limits = items(spec, "limits");
        for limit in limits {
            one(limit, &mut judge);
        }
        judge.unique(
            limits.iter().filter_map(|limit| limit.value_of("type")),
            "limits",
        );
    }
}

fn one(limit: &Node, judge: &mut Judge<'_, '_>) {
    let kind = text(limit, &["type"]).unwrap_or_default();
    let known = matches!(kind, "Pod" | "Container" | "PersistentVolumeClaim");
    let problem = crate::k8s::Format::QualifiedName.problem(kind);
    if problem.is_some() || !known && !kind.contains('/') {
        let node = limit.value_of("type").unwrap_or(limit);
        judge.says(
            node,
            "the type of a limit is `Container`, `Pod` or `PersistentVolumeClaim`",
        );
    }
    let place = if matches!(kind, "Pod" | "Container") {
        Counted::Container
    } else {
        Counted::Any
    };
    if kind == "Pod" {
        judge.refuses(limit, "default", "for a `Pod`, only for a `Container`");
        judge.refuses(
            limit,
            "defaultRequest",
            "for a `Pod`, only for a `Container`",
        );
    }
    let mut read = |key: &str| amounts(limit.value_of(key), place, judge);
    let (min, max, ratio) = (read("min"), read("max"), read("maxLimitRequestRatio"));
    let (mut default, mut request) = match kind {
        "Pod" => Default::default(),
        _ => (read("default"), read("defaultRequest")),
    };
    if kind == "PersistentVolumeClaim"
        && !min.contains_key("storage")
        && !max.contains_key("storage")
    {
        judge.says(
            limit,
            "a limit for claims needs `storage` in `min` or `max`",
        );
    }
    if kind == "Container" {
        // The API server fills in what is not stated.
        fill(&mut default, &max);
        fill(&mut request, &default);
        fill(&mut request, &min);
    }
    let of = |key: &str| match key {
        "min" => &min,
        "max" => &max,
        "default" => &default,
        _ => &request,
    };
    for (low, high) in ORDER {
        for (name, (node, amount)) in of(low) {
            if let Some((above, most)) = of(high).get(name)
                && most < amount
            {
                let message = format!(
                    "`{low}` of `{name}`, {}, is above `{high}`, {}",
                    node.brief(),
                    above.brief()
                );
                judge.says(node, message);
            }
        }
    }
    for (name, (node, share)) in &ratio {
        let one = Quantity::from_int(1);
        let bounds = min.get(name).zip(max.get(name));
        let thousandths = |amount: &Quantity| amount.milli_value().map(|number| number as f64);
        let most =
            bounds.and_then(|((_, min), (_, max))| Some(thousandths(max)? / thousandths(min)?));
        let above = most
            .zip(thousandths(share))
            .is_some_and(|(most, share)| share / 1_000.0 > most);
        if *share < one || above {
            judge.says(
                node,
                format!("the ratio of `{name}` must be from 1 to `max` by `min`"),
            );
        }
    }
    for (name, (node, amount)) in request
        .iter()
        .filter(|(name, _)| !can_be_overcommitted(name))
    {
        if default.get(name).is_some_and(|(_, limit)| limit != amount) {
            judge.says(
                node,
                format!("`default` and `defaultRequest` of `{name}` must be equal"),
            );
        }
    }
}

fn fill<'n>(amounts: &mut Amounts<'n>, from: &Amounts<'n>) {
    for (name, amount) in from {
        amounts.entry(name).or_insert(*amount);
    }
}

fn amounts<'n>(map: Option<&'n Node>, place: Counted, judge: &mut Judge<'_, '_>) -> Amounts<'n> {
    let mut amounts = BTreeMap::new();
    for entry in map.and_then(Node::as_map).into_iter().flatten() {
        let name = entry.key.name.as_str();
        if let Some(problem) = place.problem(name) {
            judge.says(
                &entry.value,
                format!("`{name}` cannot be limited here: {problem}"),
            );
        }
        if let Some(amount) = quantity(&entry.value) {
            amounts.insert(name, (&entry.value, amount));
        }
    }
    amounts
}
