//! EK1199: subjects of a FlowSchema that the API server refuses. After `ValidateFlowSchemaSubject` of
//! `pkg/apis/flowcontrol/validation`.

use super::priority_level::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const SUBJECTS: [(&str, &str); 3] = [
    ("ServiceAccount", "serviceAccount"),
    ("User", "user"),
    ("Group", "group"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for schema in tree.of(GROUP, "FlowSchema") {
        let mut judge = Judge::new(Code::FlowSubject, schema, findings);
        let rules = schema
            .node
            .value_of("spec")
            .map_or(&[][..], |spec| items(spec, "rules"));
        for subject in rules.iter().flat_map(|rule| items(rule, "subjects")) {
            check_subject(subject, &mut judge);
        }
    }
}

fn check_subject(subject: &Node, judge: &mut Judge<'_, '_>) {
    judge.wants(subject, "kind", "a subject");
    let kind = text(subject, &["kind"]).unwrap_or_default();
    let Some((_, wanted)) = SUBJECTS.iter().find(|(known, _)| *known == kind) else {
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
