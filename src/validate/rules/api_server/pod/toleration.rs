//! EK1134: tolerations that the API server refuses. After `ValidateTolerations` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Toleration, |pod, judge| {
        for toleration in items(pod.spec, "tolerations") {
            check_one(toleration, judge);
        }
    });
}

fn check_one(toleration: &Node, judge: &mut Judge<'_, '_>) {
    judge.format_of(toleration, "key", Format::QualifiedName, "key of a taint");
    let stated = |key| toleration.text_of(key);
    let operator = stated("operator").map_or(Some("Equal"), Node::as_str);
    if stated("key").is_none() && operator != Some("Exists") {
        let message =
            "a toleration without `key` tolerates every taint, and needs the operator `Exists`";
        judge.advises(
            stated("operator").unwrap_or(toleration),
            message,
            "write `operator: Exists`",
        );
    }
    if let Some(seconds) = toleration.value_of("tolerationSeconds")
        && stated("effect").and_then(Node::as_str) != Some("NoExecute")
    {
        judge.advises(
            seconds,
            "`tolerationSeconds` needs the effect `NoExecute`",
            "remove it, or write `effect: NoExecute`",
        );
    }
    match (operator, stated("value")) {
        (Some("Equal"), Some(value)) => judge.format(value, Format::LabelValue, "value of a taint"),
        (Some("Exists"), Some(value)) => {
            judge.advises(
                value,
                "the operator `Exists` takes no `value`",
                "remove it, or write `operator: Equal`",
            );
        }
        _ => {}
    }
}
