//! What a rule is.

use crate::validate::findings::Findings;
use crate::validate::tree::Tree;

/// What a rule needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum Reach {
    /// One object at a time.
    Object,
    /// Objects that contradict each other.
    Others,
    /// The objects that belong together: it says that something is nowhere.
    Tree,
    /// The environment and what it declares.
    Environment,
}

/// What a rule must be given at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum Scope {
    /// Any part of the objects: it judges each by itself, and others it only looks up.
    Part,
    /// All objects: it compares them, or says a thing once.
    All,
}

/// One rule.
pub(in crate::validate) struct Rule {
    /// What it needs to see.
    pub(in crate::validate) reach: Reach,
    /// What it must be given at once.
    pub(in crate::validate) scope: Scope,
    /// Looks at the tree, in linear time.
    pub(in crate::validate) check: fn(&Tree<'_>, &mut Findings),
}

/// A rule that judges each object by itself.
pub(in crate::validate) const fn of_each(
    reach: Reach,
    check: fn(&Tree<'_>, &mut Findings),
) -> Rule {
    Rule {
        reach,
        scope: Scope::Part,
        check,
    }
}

/// A rule that must be given all objects.
pub(in crate::validate) const fn of_all(reach: Reach, check: fn(&Tree<'_>, &mut Findings)) -> Rule {
    Rule {
        reach,
        scope: Scope::All,
        check,
    }
}
