//! What a minor version of Kubernetes no longer has, does not have yet, or will lose.

mod deprecated;
mod disabled;
mod unserved;
mod upgrade;

use super::{Reach, Rule, of_each};
pub(in crate::validate) use upgrade::check as upgrade;

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, deprecated::check),
    of_each(Reach::Object, disabled::check),
    of_each(Reach::Object, unserved::check),
];
