//! EK1194: FlowSchemas that the API server refuses. After `ValidateFlowSchemaSpec` of `pkg/apis/flowcontrol/validation`.

use super::priority_level::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown, word};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const VERBS: [&str; 9] = [
    "get",
    "list",
    "create",
    "update",
    "delete",
    "deletecollection",
    "patch",
    "watch",
    "proxy",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for schema in tree.of(GROUP, "FlowSchema") {
        let mut judge = Judge::new(Code::FlowSchema, schema, findings);
        let Some(spec) = judge.needs(&schema.node, "spec", "a FlowSchema") else {
            continue;
        };
        if let Some(precedence) = spec.value_of("matchingPrecedence")
            && precedence.as_int() == Some(1)
            && schema.id.name != "exempt"
        {
            judge.says(
                precedence,
                "the precedence 1 belongs to the FlowSchema `exempt`",
            );
        }
        match spec.value_of("priorityLevelConfiguration") {
            Some(level) => {
                if let Some(name) = judge.needs(level, "name", "`priorityLevelConfiguration`") {
                    judge.format(
                        name,
                        Format::Subdomain,
                        "name for a PriorityLevelConfiguration",
                    );
                }
            }
            None => judge.says(spec, "a FlowSchema needs `priorityLevelConfiguration`"),
        }
        for rule in items(spec, "rules") {
            judge.needs(rule, "subjects", "a rule");
            let (resources, others) = (
                items(rule, "resourceRules"),
                items(rule, "nonResourceRules"),
            );
            if resources.is_empty() && others.is_empty() {
                judge.says(rule, "a rule needs `resourceRules` or `nonResourceRules`");
            }
            for rule in resources {
                about_resources(rule, &mut judge);
            }
            for rule in others {
                about_urls(rule, &mut judge);
            }
        }
    }
}

/// Demands a list, of which a star is the only element, and returns its elements unless it is the star.
fn listed<'n>(rule: &'n Node, key: &str, judge: &mut Judge<'_, '_>) -> &'n [Node] {
    judge.needs(rule, key, "a rule");
    let all = items(rule, key);
    match all.iter().find(|node| node.as_str() == Some("*")) {
        Some(star) if all.len() > 1 => {
            judge.says(star, format!("`*` must be the only element of `{key}`"))
        }
        Some(_) => {}
        None => return all,
    }
    &[]
}

fn verbs(rule: &Node, judge: &mut Judge<'_, '_>) {
    for verb in listed(rule, "verbs", judge) {
        if word(verb).is_some_and(|text| !VERBS.contains(&text)) {
            judge.says(verb, format!("there is no verb {}", shown(verb)));
        }
    }
}

fn about_resources(rule: &Node, judge: &mut Judge<'_, '_>) {
    verbs(rule, judge);
    listed(rule, "apiGroups", judge);
    listed(rule, "resources", judge);
    let of_cluster = rule.value_of("clusterScope").and_then(Node::as_bool) == Some(true);
    if !of_cluster || !items(rule, "namespaces").is_empty() {
        for namespace in listed(rule, "namespaces", judge) {
            judge.format(namespace, Format::Label, "name for a namespace");
        }
    }
}

fn about_urls(rule: &Node, judge: &mut Judge<'_, '_>) {
    verbs(rule, judge);
    for url in listed(rule, "nonResourceURLs", judge) {
        let Some(text) = word(url) else { continue };
        let stars = text.matches('*').count();
        let wrong = !text.starts_with('/') || text.contains(' ') || text.contains("//");
        if wrong || stars > 1 || stars == 1 && !text.ends_with("/*") {
            judge.says(
                url,
                format!("`{text}` is no path: expected `/healthz` or `/healthz/*`"),
            );
        }
    }
}
