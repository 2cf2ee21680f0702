//! EK1137: topology spread constraints that the API server refuses. After `validateTopologySpreadConstraints` of
//! `pkg/apis/core/validation`.

use rustc_hash::FxHashSet;

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
    let mut seen: FxHashSet<(&str, &str)> = FxHashSet::default();
    for constraint in items(pod.spec, "topologySpreadConstraints") {
        let what = "a spread constraint";
        judge.needs(constraint, "topologyKey", what);
        judge.needs(constraint, "whenUnsatisfiable", what);
        match constraint.value_of("maxSkew") {
            None => judge.says(constraint, "a spread constraint needs `maxSkew`"),
            Some(skew) => judge.within(skew, 1..=i64::MAX, "a skew"),
        }
        let key = text(constraint, &["topologyKey"]).unwrap_or_default();
        let action = text(constraint, &["whenUnsatisfiable"]).unwrap_or_default();
        if !seen.insert((key, action)) {
            judge.says(
                constraint,
                format!("two spread constraints have the key `{key}` and `{action}`"),
            );
        }
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
    judge.within(domains, 1..=i64::MAX, "a number of domains");
    if action != "DoNotSchedule" {
        judge.advises(
            domains,
            "`minDomains` needs `whenUnsatisfiable: DoNotSchedule`",
            "remove `minDomains`",
        );
    }
}
