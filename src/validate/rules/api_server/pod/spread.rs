//! EK1137: topology spread constraints that the API server refuses. After `validateTopologySpreadConstraints` of
//! `pkg/apis/core/validation`.

use super::{each, label_keys};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Spread, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for constraint in items(pod.spec, "topologySpreadConstraints") {
        let what = "a spread constraint";
        judge.needs(constraint, "topologyKey", what);
        judge.needs(constraint, "whenUnsatisfiable", what);
        judge.needs(constraint, "maxSkew", what);
        let action = text(constraint, &["whenUnsatisfiable"]).unwrap_or_default();
        domains(constraint, action, judge);
        if let Some(selector) = constraint.value_of("labelSelector") {
            selectors::labels(selector, judge);
        }
        label_keys(pod, constraint, &["matchLabelKeys"], judge);
    }
}

fn domains(constraint: &Node, action: &str, judge: &mut Judge<'_, '_>) {
    let Some(domains) = constraint.value_of("minDomains") else {
        return;
    };
    if action != "DoNotSchedule" {
        judge.advises(
            domains,
            "`minDomains` needs `whenUnsatisfiable: DoNotSchedule`",
            "remove `minDomains`",
        );
    }
}
