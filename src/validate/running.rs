//! Running the rules over a tree.
//!
//! In: a tree, and which rules are wanted. Out: what each rule found, in the order of the rules and of the objects. Rules that
//! judge each object by itself go over the tree part by part, all of them over one part before any goes on to the next.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::findings::Findings;
use super::rules::{Rule, Scope};
use super::tree::Tree;
use crate::diag::Diagnostic;

/// Returns the findings of each of `rules`.
pub(super) fn run(tree: &Tree<'_>, rules: &[&'static Rule]) -> Vec<Vec<Diagnostic>> {
    let looks: Vec<AtomicUsize> = rules.iter().map(|_| AtomicUsize::new(0)).collect();
    let (of_parts, mut found) = rayon::join(
        || by_part(tree, rules, &looks),
        || at_once(tree, rules, |at| rules[at].scope == Scope::All),
    );
    for (at, findings) in of_parts.into_iter().flatten() {
        found[at].extend(findings);
    }
    // How often a rule looks for what helps is bounded for the whole tree. A rule that reached the bound in some parts, which
    // ones being a matter of threads, begins again and goes through all of them in order.
    let is_over = |at: usize| !Findings::is_within(looks[at].load(Ordering::Relaxed));
    if (0..rules.len()).any(is_over) {
        let again = at_once(tree, rules, is_over);
        for (at, findings) in again.into_iter().enumerate().filter(|(at, _)| is_over(*at)) {
            found[at] = findings;
        }
    }
    found
}

/// Returns what rules found in each part, by the position of the rule.
fn by_part(
    tree: &Tree<'_>,
    rules: &[&Rule],
    looks: &[AtomicUsize],
) -> Vec<Vec<(usize, Vec<Diagnostic>)>> {
    let judge = |part: Tree<'_>| {
        let mut found = Vec::new();
        for (at, (rule, looks)) in rules.iter().zip(looks).enumerate() {
            if rule.scope == Scope::All || !Findings::is_within(looks.load(Ordering::Relaxed)) {
                continue;
            }
            let mut findings = Findings::default();
            (rule.check)(&part, &mut findings);
            if !findings.is_empty() {
                looks.fetch_add(findings.looks(), Ordering::Relaxed);
                found.push((at, findings.into_vec()));
            }
        }
        found
    };
    tree.parts().map(judge).collect()
}

/// Returns what some rules find in the tree as one; of the others, nothing.
fn at_once(
    tree: &Tree<'_>,
    rules: &[&Rule],
    wanted: impl Fn(usize) -> bool + Sync,
) -> Vec<Vec<Diagnostic>> {
    let judge = |(at, rule): (usize, &&Rule)| {
        let mut findings = Findings::default();
        if wanted(at) {
            (rule.check)(tree, &mut findings);
        }
        findings.into_vec()
    };
    rules.par_iter().enumerate().map(judge).collect()
}
