//! EK1146: rules for failed pods that the API server refuses. After `validatePodFailurePolicy` of
//! `pkg/apis/batch/validation`.

use rustc_hash::FxHashSet;

use super::{JobSpec, jobs};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for job in jobs(tree) {
        let Some(policy) = job.spec.value_of("podFailurePolicy") else {
            continue;
        };
        let mut judge = Judge::new(Code::FailurePolicy, job.object, findings);
        judge.at_most(policy, "rules", 20);
        for rule in items(policy, "rules") {
            check_rule(&job, rule, &mut judge);
        }
    }
}

fn check_rule(job: &JobSpec<'_>, rule: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(action) = judge.needs(rule, "action", "a rule for failed pods")
        && action.as_str() == Some("FailIndex")
        && job.spec.value_of("backoffLimitPerIndex").is_none()
    {
        judge.says(
            action,
            "the action `FailIndex` needs `backoffLimitPerIndex`",
        );
    }
    let codes = rule.value_of("onExitCodes");
    let conditions = items(rule, "onPodConditions");
    match (codes, conditions.first()) {
        (None, None) => judge.says(
            rule,
            "a rule for failed pods needs `onExitCodes` or `onPodConditions`",
        ),
        (Some(codes), Some(_)) => judge.says(
            codes,
            "`onExitCodes` and `onPodConditions` exclude each other",
        ),
        _ => {}
    }
    if let Some(codes) = codes {
        exit_codes(job, codes, judge);
    }
    judge.at_most(rule, "onPodConditions", 20);
    for condition in conditions {
        if let Some(kind) = judge.needs(condition, "type", "a condition of a pod") {
            judge.format(kind, Format::QualifiedName, "condition");
        }
    }
}

fn exit_codes(job: &JobSpec<'_>, codes: &Node, judge: &mut Judge<'_, '_>) {
    judge.needs(codes, "operator", "a rule on exit codes");
    if let Some(name) = codes.value_of("containerName")
        && name.as_str().is_some_and(|name| !has_container(job, name))
    {
        judge.says(name, format!("the pods have no container {}", name.brief()));
    }
    judge.needs(codes, "values", "a rule on exit codes");
    judge.at_most(codes, "values", 255);
    let among = text(codes, &["operator"]) == Some("In");
    let mut seen: FxHashSet<i64> = FxHashSet::default();
    let mut last = i64::MIN;
    for node in items(codes, "values") {
        let stated = if node.is_null() {
            Some(0)
        } else {
            node.as_int()
        };
        let Some(code) = stated else { continue };
        if among && code == 0 {
            judge.says(node, "the exit code 0 is no failure");
        }
        if !seen.insert(code) {
            judge.says(node, format!("the exit code {code} stands twice"));
        } else if code < last {
            judge.says(
                node,
                format!("exit codes ascend, and {code} comes after {last}"),
            );
        }
        last = code;
    }
}

fn has_container(job: &JobSpec<'_>, name: &str) -> bool {
    let spec = job.spec.at(&["template", "spec"]);
    let lists = ["containers", "initContainers"].into_iter();
    lists
        .flat_map(|list| spec.map_or(&[][..], |spec| items(spec, list)))
        .any(|container| text(container, &["name"]) == Some(name))
}
