//! Whether ranges of addresses let in more than before, or fewer.

use std::collections::BTreeSet;

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

/// A range of addresses; what is none is equal to itself only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Range {
    Addresses(Cidr),
    Text(EcoString),
}

impl Range {
    pub(super) fn of(text: &EcoString) -> Self {
        match cidr(text, Strictness::Sloppy) {
            Ok(range) => Range::Addresses(range),
            Err(_) => Range::Text(text.clone()),
        }
    }

    /// Returns whether it lies in another or is equal to it.
    pub(super) fn is_within(&self, outer: &Range) -> bool {
        match (self, outer) {
            (Range::Addresses(inner), Range::Addresses(outer)) => {
                inner.around(outer.bits()).as_ref() == Some(outer) && inner.v4 == outer.v4
            }
            _ => self == outer,
        }
    }
}

/// How long the prefixes of many ranges are: few, however many the ranges.
#[derive(Default)]
pub(super) struct Prefixes(BTreeSet<u32>);

impl Prefixes {
    pub(super) fn add(&mut self, range: &Range) {
        if let Range::Addresses(range) = range {
            self.0.insert(range.bits());
        }
    }

    /// Returns those that a range lies in, if they are there: it is the same as one of them or in none.
    pub(super) fn around(&self, inner: &Range) -> Vec<Range> {
        match inner {
            Range::Addresses(range) => {
                let shorter = self.0.range(..=range.bits());
                let around = shorter.filter_map(|bits| range.around(*bits));
                around.map(Range::Addresses).collect()
            }
            text => vec![text.clone()],
        }
    }
}

/// Returns those of `these` that lie in none of `those`.
fn outside<'t>(these: &'t [EcoString], those: &[EcoString]) -> Vec<&'t EcoString> {
    let known: FxHashSet<Range> = those.iter().map(Range::of).collect();
    let mut prefixes = Prefixes::default();
    those.iter().for_each(|that| prefixes.add(&Range::of(that)));
    let is_outside = |this: &&EcoString| {
        let around = prefixes.around(&Range::of(this));
        !around.iter().any(|range| known.contains(range))
    };
    these.iter().filter(is_outside).collect()
}

#[cfg(test)]
mod tests {
    use ecow::eco_format;

    use super::*;

    #[test]
    fn a_range_lies_in_a_greater_one() {
        let is_within = |inner: &str, outer: &str| {
            Range::of(&inner.into()).is_within(&Range::of(&outer.into()))
        };
        assert!(is_within("10.1.0.0/16", "10.0.0.0/8"));
        assert!(is_within("10.0.0.1/8", "10.0.0.0/8"));
        assert!(!is_within("10.0.0.0/8", "10.1.0.0/16"));
        assert!(!is_within("::/0", "0.0.0.0/0"));
        assert!(!is_within("pl-1", "pl-2"));
    }

    #[test]
    fn what_a_range_lies_in_is_found_without_a_look_at_the_others() {
        let single = |at: usize| eco_format!("10.1.{}.{}/32", at / 250, at % 250);
        let mut those: Vec<EcoString> = (0..1_000).map(single).collect();
        those.extend(["10.2.0.0/16".into(), "2001:db8::/32".into(), "pl-1".into()]);
        let mut prefixes = Prefixes::default();
        those.iter().for_each(|that| prefixes.add(&Range::of(that)));
        let these: [EcoString; 4] =
            ["10.1.0.7/32", "10.2.3.0/24", "10.3.0.0/24", "pl-2"].map(Into::into);
        let looked_at = these
            .each_ref()
            .map(|this| prefixes.around(&Range::of(this)).len());
        assert_eq!(looked_at, [2, 1, 1, 1]);
        assert_eq!(outside(&these, &those), [&these[2], &these[3]]);
    }
}
