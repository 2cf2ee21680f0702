//! Images, and the units of what containers ask for.

mod docker_hub;
mod elsewhere;
mod memory_unit;
mod mutable_tag;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Environment, docker_hub::check),
    rule(Reach::Environment, elsewhere::check),
    rule(Reach::Object, memory_unit::check),
    rule(Reach::Object, mutable_tag::check),
    rule(Reach::Environment, mutable_tag::untagged),
];
