//! EK1191: mutations of MutatingAdmissionPolicies that the API server refuses, but for their expressions. After
//! `validateMutatingAdmissionPolicySpec` of `pkg/apis/admissionregistration/validation`.

use super::GROUP;
use super::match_conditions::needs_words;
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const FIELDS: [(&str, &str); 2] = [
    ("ApplyConfiguration", "applyConfiguration"),
    ("JSONPatch", "jsonPatch"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for policy in tree.of(GROUP, "MutatingAdmissionPolicy") {
        let Some(spec) = policy.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::Mutation, policy, findings);
        judge.needs(spec, "mutations", "a policy");
        if spec.text_of("reinvocationPolicy").is_none() {
            judge.says(
                spec,
                "a policy needs `reinvocationPolicy`, `Never` or `IfNeeded`",
            );
        }
        for mutation in items(spec, "mutations") {
            one(mutation, &mut judge);
        }
    }
}

fn one(mutation: &Node, judge: &mut Judge<'_, '_>) {
    let kind = text(mutation, &["patchType"]).unwrap_or_default();
    if !FIELDS.iter().any(|(known, _)| *known == kind) {
        if kind.is_empty() {
            judge.says(
                mutation,
                "a mutation needs `patchType`, `ApplyConfiguration` or `JSONPatch`",
            );
        }
        return;
    }
    for (of, field) in FIELDS {
        if of != kind {
            judge.refuses_even_empty(mutation, field, &format!("with the type `{kind}`"));
            continue;
        }
        match mutation.value_of(field) {
            Some(patch) => {
                needs_words(patch, "expression", "a mutation", judge);
            }
            None => judge.says(
                mutation,
                format!("a mutation of type `{kind}` needs `{field}`"),
            ),
        }
    }
}
