//! One mistake, one finding: what a more basic judge has told of a place, others need not tell in their words.
//!
//! In: the findings of all rules. Out: those without an error of a more basic judge at the very same place of the same object. Types come
//! first, then what the API server refuses (pod security with it), then everything else: of a name that can be no name, nobody asks who makes it.

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic, Severity};
use crate::text::Span;

/// How basic a finding is; the most basic is 0.
fn rank(code: Code) -> u8 {
    match code.id().as_bytes() {
        [_, _, b'1', b'0', ..] => 0,
        [_, _, b'1', b'1' | b'4', ..] => 1,
        _ if matches!(code, Code::InvalidName | Code::InvalidLabel) => 1,
        _ => 2,
    }
}

/// Returns the findings that tell something new.
pub(super) fn told_once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut basic: FxHashMap<(Span, String), u8> = FxHashMap::default();
    for finding in &findings {
        let rank = rank(finding.code);
        if let (Some(place), Severity::Error, 0 | 1) = (place(finding), finding.severity, rank) {
            let told = basic.entry(place).or_insert(rank);
            *told = rank.min(*told);
        }
    }
    if basic.is_empty() {
        return findings;
    }
    let is_new = |finding: &Diagnostic| {
        let told = place(finding).and_then(|place| basic.get(&place).copied());
        told.is_none_or(|told| rank(finding.code) <= told)
    };
    findings.into_iter().filter(is_new).collect()
}

fn place(finding: &Diagnostic) -> Option<(Span, String)> {
    Some((finding.primary.as_ref()?.span, finding.object.clone()?))
}
