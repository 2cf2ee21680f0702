//! EK1358: no node of EKS has the label that is demanded.
//!
//! Source: Kubernetes, Well-Known Labels; Karpenter, NodePools, "Well-Known Labels"; Amazon EKS, "Capacity types".

use super::label_values::problem;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::required_terms;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        let selector = pod.spec.value_of("nodeSelector").and_then(Node::as_map);
        for entry in selector.into_iter().flatten() {
            judge(pod.object, &entry.key.name, &[&entry.value], findings);
        }
        for term in required_terms(pod.spec) {
            demands(pod.object, items(term, "matchExpressions"), findings);
        }
    }
    for pool in tree.of_kind("NodePool") {
        let spec = pool.node.at(&["spec", "template", "spec"]);
        if let Some(spec) = spec.filter(|_| pool.id.group == "karpenter.sh") {
            demands(pool, items(spec, "requirements"), findings);
        }
    }
}

fn demands(object: &Object, expressions: &[Node], findings: &mut Findings) {
    for expression in expressions {
        if let (Some(key), Some("In")) =
            (text(expression, &["key"]), text(expression, &["operator"]))
        {
            let values: Vec<&Node> = items(expression, "values").iter().collect();
            judge(object, key, &values, findings);
        }
    }
}

/// Reports values if nodes have none of them. A list may well name architectures of other clouds too.
fn judge(object: &Object, key: &str, values: &[&Node], findings: &mut Findings) {
    let wrong = |node: &&Node| node.as_str().and_then(|value| problem(key, value));
    let problems: Option<Vec<(String, Option<String>)>> = values.iter().map(wrong).collect();
    let first = problems.and_then(|problems| problems.into_iter().next());
    if let (Some((message, help)), Some(node)) = (first, values.first()) {
        let finding: Diagnostic = about(Code::NoSuchNode, object, node, message);
        findings.push(finding.maybe_help(help));
    }
}
