//! EK1181: LimitRanges that the API server refuses, but for the order of their bounds. After `ValidateLimitRange` of
//! `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::resource_name::Counted;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The fields that name resources.
const FIELDS: [&str; 5] = [
    "min",
    "max",
    "default",
    "defaultRequest",
    "maxLimitRequestRatio",
];

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
    if Format::QualifiedName.problem(kind).is_some() || !known && !kind.contains('/') {
        let node = limit.value_of("type").unwrap_or(limit);
        judge.says(
            node,
            "the type of a limit is `Container`, `Pod` or `PersistentVolumeClaim`",
        );
    }
    let place = match kind {
        "Pod" | "Container" => Counted::Container,
        _ => Counted::Any,
    };
    for field in FIELDS {
        if kind == "Pod" && field.starts_with("default") {
            judge.refuses(limit, field, "for a `Pod`, only for a `Container`");
            continue;
        }
        for entry in limit
            .value_of(field)
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let name = entry.key.name.as_str();
            if let Some(problem) = place.problem(name) {
                judge.says(
                    &entry.value,
                    format!("`{name}` cannot be limited here: {problem}"),
                );
            }
        }
    }
    let bounds_storage = |field: &str| {
        limit
            .value_of(field)
            .is_some_and(|map| map.get("storage").is_some())
    };
    if kind == "PersistentVolumeClaim" && !bounds_storage("min") && !bounds_storage("max") {
        judge.says(
            limit,
            "a limit for claims needs `storage` in `min` or `max`",
        );
    }
}
