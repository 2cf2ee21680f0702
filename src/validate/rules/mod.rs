//! The rules: one file each, with the code it reports and the manual page of that code, in one folder per kind of judge.

mod api_server;
mod eks;
mod pod_security;
mod policy;
mod references;
mod values;

use rayon::prelude::*;

use super::findings::Findings;
use super::tree::Tree;

/// What a rule needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One object at a time.
    Object,
    /// Objects that contradict each other.
    Others,
    /// The objects that belong together: it says that something is nowhere.
    Tree,
    /// The environment and what it declares.
    Environment,
}

/// One rule.
pub(super) struct Rule {
    /// What it needs to see.
    pub(super) reach: Reach,
    /// Looks at the tree, in linear time.
    pub(super) check: fn(&Tree<'_>, &mut Findings),
}

const fn rule(reach: Reach, check: fn(&Tree<'_>, &mut Findings)) -> Rule {
    Rule { reach, check }
}

/// Every rule.
pub(super) fn all() -> impl ParallelIterator<Item = &'static Rule> {
    let folders: [&[Rule]; 6] = [
        references::RULES,
        api_server::RULES,
        eks::RULES,
        pod_security::RULES,
        policy::RULES,
        values::RULES,
    ];
    folders.into_par_iter().flatten()
}
