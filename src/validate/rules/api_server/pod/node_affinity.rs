//! EK1135: node affinities that the API server refuses. After `validateNodeAffinity` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::NodeAffinity, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    if let Some(labels) = pod.spec.value_of("nodeSelector") {
        selectors::pairs(labels, judge);
    }
    let Some(affinity) = pod.spec.at(&["affinity", "nodeAffinity"]) else {
        return;
    };
    if let Some(required) = affinity.value_of("requiredDuringSchedulingIgnoredDuringExecution") {
        judge.needs(required, "nodeSelectorTerms", "a required node affinity");
        for term in items(required, "nodeSelectorTerms") {
            selectors::node_term(term, judge);
        }
    }
    for preferred in items(affinity, "preferredDuringSchedulingIgnoredDuringExecution") {
        judge.needs(preferred, "weight", "a preference");
        // Of a preference, the API server does not look at values.
        let term = preferred.value_of("preference");
        if let Some(term) = term.filter(|term| has_valid_values(term)) {
            selectors::node_term(term, judge);
        }
    }
}

fn has_valid_values(term: &Node) -> bool {
    let mut values = items(term, "matchExpressions")
        .iter()
        .flat_map(|demand| items(demand, "values"));
    values.all(|value| {
        value
            .as_str()
            .is_some_and(|value| Format::LabelValue.problem(value).is_none())
    })
}
