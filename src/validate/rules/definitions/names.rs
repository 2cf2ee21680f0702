//! EK1030: a definition whose names do not fit. Source: `ValidateCustomResourceDefinitionNames` and the names in
//! `validateCustomResourceDefinitionSpec` of apiextensions-apiserver.

use super::each_spec;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const APPROVED: &str = "api-approved.kubernetes.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_spec(tree, findings, Code::DefinitionNames, |judge, spec| {
        group(judge, spec);
        names(judge, spec);
        object_name(judge, spec);
    });
}

fn group(judge: &mut Judge<'_, '_>, spec: &Node) {
    let Some(node) = judge.needs(spec, "group", "a definition") else {
        return;
    };
    let Some(group) = node.as_str() else { return };
    if Format::Subdomain.problem(group).is_some() {
        judge.format(node, Format::Subdomain, "API group");
    } else if !group.contains('.') {
        judge.says(
            node,
            format!("expected a group with a dot, found `{group}`"),
        );
    }
    let is_of = |domain: &str| {
        let rest = group.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if is_of("k8s.io") || is_of("kubernetes.io") {
        let note = judge
            .object
            .node
            .at(&["metadata", "annotations", APPROVED])
            .and_then(Node::as_str)
            .unwrap_or_default();
        if !note.starts_with("unapproved") && !note.contains("://") {
            judge.advises(
                node,
                format!(
                    "the group `{group}` is Kubernetes' own, and nobody approved the definition"
                ),
                format!(
                    "annotate it with `{APPROVED}: <URL of the approval>`, or `unapproved, <why>`"
                ),
            );
        }
    }
}

fn names(judge: &mut Judge<'_, '_>, spec: &Node) {
    let Some(names) = judge.needs(spec, "names", "a definition") else {
        return;
    };
    judge.needs(names, "plural", "a definition");
    judge.needs(names, "kind", "a definition");
    judge.format_of(names, "plural", Format::LetterLabel, "plural");
    judge.format_of(names, "singular", Format::LetterLabel, "singular");
    for key in ["kind", "listKind"] {
        if let Some(node) = names.text_of(key)
            && let Some(name) = node.as_str()
            && let Some(problem) = Format::LetterLabel.problem(&name.to_lowercase())
        {
            judge.says(node, format!("`{name}` is no kind: {problem}"));
        }
    }
    let list = names.text_of("listKind");
    if let Some(list) = list.filter(|list| names.get("kind") == Some(list)) {
        judge.says(list, "`kind` and `listKind` must differ");
    }
    for key in ["shortNames", "categories"] {
        for node in items(names, key) {
            if node.is_null() {
                judge.says(node, "expected the name of a kind, found nothing");
            }
            judge.format(node, Format::LetterLabel, "name of a kind");
        }
    }
}

fn object_name(judge: &mut Judge<'_, '_>, spec: &Node) {
    let plural = text(spec, &["names", "plural"]);
    let (Some(plural), Some(group)) = (plural, text(spec, &["group"])) else {
        return;
    };
    let expected = format!("{plural}.{group}");
    if let Some(name) = judge.object.node.at(&["metadata", "name"])
        && name.as_str().is_some_and(|name| name != expected)
    {
        judge.advises(
            name,
            format!(
                "expected `{expected}`, plural and group, as the name of the definition, found `{}`",
                judge.object.id.name
            ),
            format!("write `name: {expected}`"),
        );
    }
}
