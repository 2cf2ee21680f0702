//! What a minor version of Kubernetes no longer has, does not have yet, or will lose.

mod deprecated;
mod disabled;
mod unserved;
mod upgrade;

use super::{Reach, Rule, rule};
pub(in crate::validate) use upgrade::check as upgrade;

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, deprecated::check),
    rule(Reach::Object, disabled::check),
    rule(Reach::Object, unserved::check),
];
