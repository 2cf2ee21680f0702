//! Whether ranges of addresses let in more than before, or fewer.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Path, Risk};
use crate::k8s::address::{Cidr, Strictness, cidr};

/// What no list at all lets in.
const EVERYBODY: &str = "0.0.0.0/0";

/// Says whom `what` lets in or shuts out, other than before. A list that is empty lets in everybody.
pub(super) fn tell(
    before: &[EcoString],
    after: &[EcoString],
    path: &Path,
    what: &str,
    verdict: &mut Verdict,
) {
    let everybody = [EcoString::from(EVERYBODY)];
    let before = if before.is_empty() {
        &everybody
    } else {
        before
    };
    let after = if after.is_empty() { &everybody } else { after };
    let (opened, closed) = (outside(after, before), outside(before, after));
    if !opened.is_empty() {
        let why = format!(
            "{what} lets in {}, so far only {}",
            ticked(opened),
            ticked(before)
        );
        verdict.reason(Risk::High, path.clone(), why, "");
    }
    if !closed.is_empty() {
        let why = format!(
            "{what} lets in only {}, no more all of {}",
            ticked(after),
            ticked(closed)
        );
        verdict.reason(Risk::High, path.clone(), why, "");
    }
}

/// A range of addresses as it is written; what is no range is equal to itself only.
pub(super) struct Range {
    text: EcoString,
    range: Option<Cidr>,
}

impl Range {
    pub(super) fn of(text: &EcoString) -> Self {
        Range {
            range: cidr(text, Strictness::Sloppy).ok(),
            text: text.clone(),
        }
    }

    /// Returns whether it lies in another or is equal to it.
    pub(super) fn is_within(&self, outer: &Range) -> bool {
        match (&self.range, &outer.range) {
            (Some(inner), Some(outer)) => outer == inner || outer.strictly_contains(inner),
            _ => self.text == outer.text,
        }
    }
}

/// Returns those of `these` that lie in none of `those`.
fn outside<'t>(these: &'t [EcoString], those: &[EcoString]) -> Vec<&'t EcoString> {
    let same: FxHashSet<&EcoString> = those.iter().collect();
    let those: Vec<Range> = those.iter().map(Range::of).collect();
    let is_outside = |this: &&EcoString| {
        let range = Range::of(this);
        !same.contains(this) && !those.iter().any(|that| range.is_within(that))
    };
    these.iter().filter(is_outside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_lies_in_a_greater_one() {
        let is_within = |inner: &str, outer: &str| {
            Range::of(&inner.into()).is_within(&Range::of(&outer.into()))
        };
        assert!(is_within("10.1.0.0/16", "10.0.0.0/8"));
        assert!(is_within("10.0.0.1/8", "10.0.0.0/8"));
        assert!(!is_within("10.0.0.0/8", "10.1.0.0/16"));
        assert!(!is_within("pl-1", "pl-2"));
    }
}
