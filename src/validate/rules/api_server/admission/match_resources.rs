//! EK1188: rules of webhooks and admission policies on what they are asked, as the API server refuses them. After
//! `validateRuleWithOperations` of `pkg/apis/admissionregistration/validation`.

use rustc_hash::FxHashSet;

use super::{BINDINGS, GROUP, POLICIES, webhooks};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown, word};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for configuration in webhooks(tree) {
        let mut judge = Judge::new(Code::MatchResources, configuration, findings);
        for hook in items(&configuration.node, "webhooks") {
            for rule in items(hook, "rules") {
                one(rule, &mut judge);
            }
        }
    }
    let of = |kinds: [&'static str; 2], key: &'static str| kinds.map(|kind| (kind, key));
    let places = of(POLICIES, "matchConstraints")
        .into_iter()
        .chain(of(BINDINGS, "matchResources"));
    for (kind, key) in places {
        for policy in tree.of(GROUP, kind) {
            let Some(matched) = policy.node.at(&["spec", key]) else {
                continue;
            };
            let mut judge = Judge::new(Code::MatchResources, policy, findings);
            for list in ["resourceRules", "excludeResourceRules"] {
                for rule in items(matched, list) {
                    one(rule, &mut judge);
                    if kind.starts_with("Mutating") && list == "resourceRules" {
                        for node in items(rule, "operations")
                            .iter()
                            .filter(|node| node.as_str() == Some("DELETE"))
                        {
                            judge.says(node, "what is deleted cannot be changed");
                        }
                    }
                    judge.unique(items(rule, "resourceNames"), "names");
                    for name in items(rule, "resourceNames") {
                        judge.format(name, Format::PathSegment, "name for an object");
                    }
                }
            }
        }
    }
}

fn one(rule: &Node, judge: &mut Judge<'_, '_>) {
    for list in ["operations", "apiGroups", "apiVersions"] {
        judge.needs(rule, list, "a rule");
        let all = items(rule, list);
        if let Some(star) = star(all).filter(|_| all.len() > 1) {
            judge.says(star, format!("`*` must be the only element of `{list}`"));
        }
    }
    if let Some(nothing) = items(rule, "operations").iter().find(|node| node.is_null()) {
        judge.says(nothing, "the operation is empty");
    }
    for node in items(rule, "apiVersions")
        .iter()
        .filter(|node| word(node) == Some(""))
    {
        judge.says(node, "the version is empty");
    }
    judge.needs(rule, "resources", "a rule");
    resources(items(rule, "resources"), judge);
}

fn star(list: &[Node]) -> Option<&Node> {
    list.iter().find(|node| node.as_str() == Some("*"))
}

/// `pods`, `pods/status`, `pods/*`, `*/scale`, `*`, `*/*`: none may stand beside what holds it already.
fn resources(list: &[Node], judge: &mut Judge<'_, '_>) {
    let mut whole: FxHashSet<&str> = FxHashSet::default();
    let mut parts: FxHashSet<&str> = FxHashSet::default();
    let mut last_plain = None;
    for node in list {
        let Some(text) = word(node) else { continue };
        if text.is_empty() {
            judge.says(node, "the resource is empty");
            continue;
        }
        let Some((resource, part)) = text.split_once('/') else {
            // The API server remembers the last one only.
            last_plain = (text != "*").then_some(node);
            continue;
        };
        if whole.contains(resource) {
            judge.says(node, format!("`{resource}/*` holds `{text}` already"));
        }
        if parts.contains(part) {
            judge.says(node, format!("`*/{part}` holds `{text}` already"));
        }
        if part == "*" {
            whole.insert(resource);
        }
        if resource == "*" {
            parts.insert(part);
        }
    }
    if let Some(node) = list
        .iter()
        .find(|node| node.as_str() == Some("*/*"))
        .filter(|_| list.len() > 1)
    {
        judge.says(node, "`*/*` must be the only element of `resources`");
    }
    if let (Some(_), Some(node)) = (star(list), last_plain) {
        judge.says(node, format!("`*` holds {} already", shown(node)));
    }
}
