//! EK1136: pod affinities that the API server refuses. After `validatePodAffinityTerm` of `pkg/apis/core/validation`.

use super::{each, label_keys};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::PodAffinity, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let Some(affinities) = pod.spec.value_of("affinity") else {
        return;
    };
    for field in ["podAffinity", "podAntiAffinity"] {
        let Some(affinity) = affinities.value_of(field) else {
            continue;
        };
        for required in items(affinity, "requiredDuringSchedulingIgnoredDuringExecution") {
            term(pod, required, judge);
        }
        for preferred in items(affinity, "preferredDuringSchedulingIgnoredDuringExecution") {
            judge.needs(preferred, "weight", "a preference");
            term(
                pod,
                preferred.value_of("podAffinityTerm").unwrap_or(preferred),
                judge,
            );
        }
    }
}

fn term(pod: &Pod<'_>, term: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(key) = judge.needs(term, "topologyKey", "a pod affinity") {
        judge.format(key, Format::QualifiedName, "label of nodes");
    }
    for selector in ["labelSelector", "namespaceSelector"] {
        if let Some(selector) = term.value_of(selector) {
            selectors::labels(selector, judge);
        }
    }
    for name in items(term, "namespaces") {
        judge.format(name, Format::Label, "name for a Namespace");
    }
    label_keys(pod, term, &["matchLabelKeys", "mismatchLabelKeys"], judge);
    for key in items(term, "matchLabelKeys") {
        if items(term, "mismatchLabelKeys").contains(key) {
            judge.says(
                key,
                format!("{} is in `mismatchLabelKeys` as well", key.brief()),
            );
        }
    }
}
