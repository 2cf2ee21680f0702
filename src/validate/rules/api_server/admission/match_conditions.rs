//! EK1189: conditions and variables of webhooks and admission policies that the API server refuses, but for their
//! expressions. After `validateMatchConditions` and `validateVariable` of `pkg/apis/admissionregistration/validation`.

use super::{GROUP, POLICIES, webhooks};
use crate::cel;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for configuration in webhooks(tree) {
        let mut judge = Judge::new(Code::MatchCondition, configuration, findings);
        for hook in items(&configuration.node, "webhooks") {
            conditions(hook, &mut judge);
        }
    }
    for policy in POLICIES.into_iter().flat_map(|kind| tree.of(GROUP, kind)) {
        let Some(spec) = policy.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::MatchCondition, policy, findings);
        conditions(spec, &mut judge);
        for variable in items(spec, "variables") {
            needs_words(variable, "expression", "a variable", &mut judge);
            let Some(name) = needs_words(variable, "name", "a variable", &mut judge) else {
                continue;
            };
            judge.format(name, Format::Identifier, "name for a variable");
            if name.as_str().is_some_and(cel::is_reserved) {
                judge.says(name, format!("{} is a word of CEL", shown(name)));
            }
        }
    }
}

fn conditions(parent: &Node, judge: &mut Judge<'_, '_>) {
    judge.at_most(parent, "matchConditions", 64);
    for condition in items(parent, "matchConditions") {
        needs_words(condition, "expression", "a condition", judge);
        if let Some(name) = judge.needs(condition, "name", "a condition") {
            judge.format(name, Format::QualifiedName, "name for a condition");
        }
    }
}

/// Demands a text of more than blanks.
pub(super) fn needs_words<'n>(
    parent: &'n Node,
    key: &str,
    what: &str,
    judge: &mut Judge<'_, '_>,
) -> Option<&'n Node> {
    let node = judge.needs(parent, key, what)?;
    if node.as_str().is_some_and(|text| text.trim().is_empty()) {
        judge.says(node, format!("{what} needs `{key}`, and it is blank"));
        return None;
    }
    Some(node)
}
