//! What becomes of findings: severities that the environment sets, and findings that somebody accepts.
//!
//! In: the findings of all rules. Out: those that are left, with their severities, and what is wrong with the policy itself.
//! `policy.rules` goes first, then `ignore` of the environment, then the annotation of an object.

mod annotation;
mod ignore;
mod severities;

use super::tree::Tree;
use crate::diag::{Code, Diagnostic, did_you_mean};

/// What is known of the set of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// It is all of an environment: an entry of `ignore` that accepts nothing is wrong.
    Yes,
    /// It is a part, or nobody knows.
    No,
}

/// Applies the policy of the environment, if there is one, and the annotations of objects.
pub(super) fn apply(tree: &Tree<'_>, findings: Vec<Diagnostic>, whole: Whole) -> Vec<Diagnostic> {
    let findings = severities::apply(tree, findings);
    let findings = ignore::apply(tree, findings, whole);
    annotation::apply(tree, findings)
}

/// Returns what to say of a code by which nothing can be meant; nothing of one that validation reports.
fn misnamed(code: &str) -> Option<String> {
    match Code::find(code) {
        Some(known) if known.is_of_validation() => None,
        Some(_) => Some("only findings of validation, EK06… and EK1…, are meant here".to_owned()),
        None => {
            let known = Code::ALL.iter().filter(|code| code.is_of_validation());
            let near = did_you_mean(&code.to_uppercase(), known.map(|code| code.id()));
            Some(near.map_or_else(
                || format!("`{code}` is no code; `ekscompile explain --rules` lists them"),
                |meant| format!("did you mean `{meant}`?"),
            ))
        }
    }
}
