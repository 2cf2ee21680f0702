//! EK1194: FlowSchemas that the API server refuses. After `ValidateFlowSchemaSpec` of `pkg/apis/flowcontrol/validation`.

use super::priority_level::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
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

const SUBJECTS: [(&str, &str); 3] = [
    ("ServiceAccount", "serviceAccount"),
    ("User", "user"),
    ("Group", "group"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for schema in tree.of(GROUP, "FlowSchema") {
        let Some(spec) = schema.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::FlowSchema, schema, findings);
        if let Some(precedence) = spec
            .value_of("matchingPrecedence")
            .filter(|node| node.as_int() != Some(0))
        {
            let least = if schema.id.name == "exempt" { 1 } else { 2 };
            judge.within(precedence, least..=10_000, "a precedence");
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
            for subject in items(rule, "subjects") {
                check_subject(subject, &mut judge);
            }
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

fn check_subject(subject: &Node, judge: &mut Judge<'_, '_>) {
    let kind = text(subject, &["kind"]).unwrap_or_default();
    let Some((_, wanted)) = SUBJECTS.iter().find(|(known, _)| *known == kind) else {
        let node = subject.value_of("kind").unwrap_or(subject);
        judge.says(
            node,
            "the kind of a subject is `ServiceAccount`, `User` or `Group`",
        );
        return;
    };
    for (_, field) in SUBJECTS.iter().filter(|(_, field)| field != wanted) {
        judge.refuses_even_empty(subject, field, &format!("in a subject `{kind}`"));
    }
    let Some(node) = subject.value_of(wanted) else {
        judge.says(subject, format!("a subject `{kind}` needs `{wanted}`"));
        return;
    };
    let name = judge
        .needs(node, "name", "a subject")
        .filter(|name| name.as_str() != Some("*"));
    if kind == "ServiceAccount" {
        if let Some(name) = name {
            judge.format(name, Format::Subdomain, "name for a ServiceAccount");
        }
        if let Some(namespace) = judge.needs(node, "namespace", "a subject") {
            judge.format(namespace, Format::Label, "name for a namespace");
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
        if verb.as_str().is_some_and(|text| !VERBS.contains(&text)) {
            judge.says(verb, format!("there is no verb {}", verb.brief()));
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
        let Some(text) = url.as_str() else { continue };
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
